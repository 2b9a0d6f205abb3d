using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mien.Data;

internal static class DatasetFingerprint
{
    // Lines of text, so that anybody can recompute it; a file name cannot hold the separator NUL.
    public static string Compute(FaceDataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "mien dataset 1");
        foreach (var name in dataset.Labels.Names)
        {
            Append(hash, $"class\0{name}");
        }

        foreach (var sample in dataset.Samples)
        {
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{sample.Label}\0{sample.SizeBytes}\0{sample.Path}"));
            if (sample is { Valence: not null } or { Arousal: not null } or { Votes.IsEmpty: false })
            {
                var votes = string.Join(';', sample.Votes.Select(vote => vote.ToString("R", CultureInfo.InvariantCulture)));
                Append(hash, string.Create(CultureInfo.InvariantCulture, $"affect\0{sample.Valence:R}\0{sample.Arousal:R}\0{votes}"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
}
