using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mien.Data.Files;

namespace Mien.Data.Importing;

/// <summary>
/// Gives every picture a name of its own, also where names that differ only in case or accents are one. Half a million names take 16 MB: they are kept
/// as 128 bits of their SHA-256, and two different names that share these would only mean one more number behind a name.
/// </summary>
internal sealed class NameRegistry
{
    private readonly HashSet<UInt128> _taken = [];

    /// <summary>Takes a name in a folder, changed where it is taken.</summary>
    /// <param name="folder">Folder with '/' between its parts.</param>
    /// <param name="name">The name that is wished for.</param>
    /// <param name="tag">What is put behind a name that is taken; null for a number.</param>
    /// <returns>The path.</returns>
    public string Take(string folder, string name, string? tag)
    {
        var wished = $"{folder}/{name}";
        return Marks(tag).Select(mark => FileNames.WithMark(wished, mark)).Prepend(wished).First(path => _taken.Add(Key(path)));
    }

    private static IEnumerable<string> Marks(string? tag)
    {
        if (tag is not null)
        {
            yield return "~" + tag;
        }

        for (var number = 2; ; number++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"~{(tag is null ? "" : tag + "-")}{number}");
        }
    }

    private static UInt128 Key(string path) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(PathKey.Of(path))));
}
