using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace PeerShare.Tracker.Records;

/// <summary>Binds the SQLite that the operating system keeps up to date; the packages that bring one bring an old one.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Bound = new(Bind);

    /// <exception cref="DllNotFoundException">The operating system has none.</exception>
    public static void Ensure() => _ = Bound.Value;

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" ? NativeLibrary.Load(FileName(), assembly, path) : 0;

    private static string FileName() =>
        OperatingSystem.IsWindows() ? "winsqlite3.dll" : OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";
}
