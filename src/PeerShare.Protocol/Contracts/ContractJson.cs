using System.Text.Json.Serialization;

namespace PeerShare.Protocol.Contracts;

/// <summary>How the contracts look as JSON: camel-case names, enumerations as words, unknown members ignored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(Rename))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(NewGroup))]
[JsonSerializable(typeof(GroupName))]
[JsonSerializable(typeof(MemberName))]
[JsonSerializable(typeof(GroupLine[]))]
[JsonSerializable(typeof(NewFile))]
[JsonSerializable(typeof(FileName))]
[JsonSerializable(typeof(FileLine[]))]
[JsonSerializable(typeof(FileTorrent))]
[JsonSerializable(typeof(OwnShare[]))]
[JsonSerializable(typeof(GroupRoot))]
[JsonSerializable(typeof(CertificateWanted))]
[JsonSerializable(typeof(MembershipCertificate))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(PullPage))]
[JsonSerializable(typeof(OnlinePeer[]))]
[JsonSerializable(typeof(TrackerLine[]))]
[JsonSerializable(typeof(Health))]
public sealed partial class ContractJson : JsonSerializerContext;
