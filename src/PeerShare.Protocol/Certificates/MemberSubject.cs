using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Protocol.Certificates;

/// <summary>Whom a membership certificate is for. Ids and no names, because any stranger who connects sees it.</summary>
/// <param name="Group">The group that the member belongs to.</param>
/// <param name="Member">The user.</param>
/// <param name="Epoch">Which of the user's times in the group, from 1.</param>
public sealed record MemberSubject(EntityId Group, EntityId Member, int Epoch)
{
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";
    private const string CommonName = "2.5.4.3";

    /// <summary>The group as organization, the epoch as its unit, the member as common name.</summary>
    public X500DistinguishedName ToName()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(Group.ToString());
        name.AddOrganizationalUnitName(Epoch.ToString(CultureInfo.InvariantCulture));
        name.AddCommonName(Member.ToString());
        return name.Build();
    }

    /// <summary>Reads what <see cref="ToName"/> writes; any other name is of somebody who is no member by a tracker of ours.</summary>
    public static bool TryRead(X500DistinguishedName name, [NotNullWhen(true)] out MemberSubject? subject)
    {
        subject = null;
        try
        {
            var parts = name.EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements)
                .Select(part => (Type: part.GetSingleElementType().Value, Text: part.GetSingleElementValue() ?? ""))
                .ToLookup(part => part.Type, part => part.Text);
            if (EntityId.TryParse(parts[Organization].FirstOrDefault(), out var group)
                && EntityId.TryParse(parts[CommonName].FirstOrDefault(), out var member)
                && int.TryParse(parts[OrganizationalUnit].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
            {
                subject = new MemberSubject(group, member, epoch);
            }
        }
        catch (CryptographicException)
        {
            // Malformed: nobody's.
        }

        return subject is not null;
    }
}
