using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PeerShare.App.Hosting;

/// <summary>Files that only this user may read: written by rename, so that they are never half there.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var part = $"{path}.part";
        using (var file = new FileStream(part, Options()))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    public static void Write<T>(string path, T content, JsonTypeInfo<T> type) => Write(path, JsonSerializer.SerializeToUtf8Bytes(content, type));

    /// <returns>Null when it is missing or cannot be understood.</returns>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return HostingNotes.Json.Read<T>(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A folder that only this user may look into.</summary>
    public static string Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
