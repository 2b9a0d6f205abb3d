using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Inference.Tests;

/// <summary>Descriptions of models that were damaged at random, the same ones in every run, are read or refused; nothing else happens. MIEN_FUZZ=5000 tries so many.</summary>
public sealed class SidecarFuzzTests : IDisposable
{
    private const string Whole = """
        {
          "name": "net",
          "outputs": { "a": ["anger", null, "happy", "valence"], "b": ["arousal"] },
          "scores": "logits",
          "valence_range": [-1, 1], "arousal_range": [0, 10],
          "preprocessing": { "width_px": 224, "height_px": 192, "channels": 3, "enlarge": "cubic", "order": "bgr", "divisor": 1, "mean": [1, 2, 3], "deviation": [4, 5, 6] },
          "layout": "nhwc",
          "face_margin": 0.1
        }
        """;

    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MIEN_FUZZ") ?? "500", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_damaged_description_is_read_or_refused()
    {
        var path = Path.Combine(_folder, "net.json");
        var readable = 0;
        for (var number = 0; number < Count; number++)
        {
            File.WriteAllBytes(path, Damaged(number));
            try
            {
                readable += ModelSidecar.Read(path).Labels.Count > 0 ? 1 : 0;
            }
            catch (ConfigException)
            {
                // Refused, as it should be.
            }
        }

        Assert.InRange(readable, 1, Count - 1); // both happen, or the damage is none
    }

    private static byte[] Damaged(int number)
    {
        var random = new RandomStream(1, "damage", index: number);
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(Whole)];
        for (var times = 1 + random.NextInt32(4); times > 0; times--)
        {
            var at = random.NextInt32(bytes.Count);
            switch (random.NextInt32(4))
            {
                case 0:
                    bytes[at] = (byte)random.NextUInt32();
                    break;
                case 1:
                    bytes[at] = (byte)"{}[]\",:-0e.&*!"[random.NextInt32(14)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, random.NextInt32(40)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.NextInt32(40))));
                    break;
            }
        }

        return [.. bytes];
    }
}
