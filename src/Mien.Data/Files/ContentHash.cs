using System.Security.Cryptography;
using System.Text;

namespace Mien.Data.Files;

/// <summary>SHA-256 as text.</summary>
internal static class ContentHash
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
