using System.Security.Cryptography;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms;

/// <summary>Results of Albumentations 1.3.0, to the pixel; see tests/golden/albumentations/README.md.</summary>
public sealed class AlbumentationsParityTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations");

    private static readonly Dictionary<string, GoldenCase> ByName =
        JsonSerializer.Deserialize<GoldenCase[]>(File.ReadAllText(Path.Combine(Folder, "geometry_and_brightness.json")), JsonSerializerOptions.Web)!
            .ToDictionary(golden => golden.Name);

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static TheoryData<string> AffineNames => [.. ByName.Values.Where(golden => golden.Matrix is not null).Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_call_gives_the_same_pixels(string name)
    {
        var golden = ByName[name];
        var input = ImageCodec.Read(Path.Combine(Folder, "inputs", golden.Input), channels: golden.Input.StartsWith("gray", StringComparison.Ordinal) ? 1 : 3);
        var pipeline = TransformPipeline.Parse($"[{golden.Step}]", name);
        var random = new RandomStream(1, "test");

        var result = pipeline.Apply(input, ref random, new TransformContext());

        Assert.Equal(golden.Sha256, Convert.ToHexStringLower(SHA256.HashData(result.Pixels)));
    }

    [Theory]
    [MemberData(nameof(AffineNames))]
    public void Affine_builds_the_same_map(string name)
    {
        var golden = ByName[name];
        var (width, height) = golden.Input switch { "color96.png" => (96, 96), "gray48.png" => (48, 48), _ => (61, 97) };
        var affine = (Affine)TransformPipeline.Parse($"[{golden.Step}]", name).Transforms[0];
        var random = new RandomStream(1, "test");
        Span<double> matrix = stackalloc double[6];
        affine.Matrix(affine.Draw(ref random, new Image(width, height, channels: 1)), width, height, matrix);

        for (var index = 0; index < matrix.Length; index++)
        {
            // A product of six matrices in double precision against one formula.
            Assert.Equal(golden.Matrix![index], matrix[index], tolerance: 1e-9);
        }
    }

    private sealed record GoldenCase(string Name, string Input, string Sha256, JsonElement Step, double[]? Matrix);
}
