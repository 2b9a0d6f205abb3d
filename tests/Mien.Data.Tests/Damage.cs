using System.Text;
using Mien.Core;

namespace Mien.Data.Tests;

/// <summary>Seeded mutations of a file, for tests that nothing comes of them but an exception written for the user.</summary>
internal static class Damage
{
    private static readonly string[] Snippets = ["\"", ",", ";", "\n", "\r\n", "\t", "../", "/", "\0", "-2", "1e309", "NaN", "99999999999", "\uFEFF", "é", "", "train", "'", "<f8", "|O", "(", "{"];

    /// <summary>How many mutations are tried: <c>MIEN_FUZZ=5000</c> in the environment, or few.</summary>
    public static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("MIEN_FUZZ") ?? "60", System.Globalization.CultureInfo.InvariantCulture);

    public static byte[] To(byte[] valid, string kind, int index)
    {
        var random = new RandomStream(1, $"fuzz {kind}", index: index);
        var bytes = new List<byte>(valid);
        for (var change = random.NextInt32(4); change >= 0; change--)
        {
            var place = random.NextInt32(bytes.Count + 1);
            var length = Math.Min(random.NextInt32(random.NextBool(0.2) ? 200 : 8), bytes.Count - place);
            switch (random.NextInt32(5))
            {
                case 0 when place < bytes.Count:
                    bytes[place] = (byte)random.NextInt32(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, length);
                    break;
                case 2:
                    bytes.InsertRange(place, bytes.GetRange(place, length));
                    break;
                case 3 when random.NextBool(0.1):
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                default:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Snippets[random.NextInt32(Snippets.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
