using System.Globalization;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Tests.Transforms.Golden;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms;

/// <summary>Results of Albumentations 1.3.0, to the pixel; see tests/golden/albumentations/README.md.</summary>
public sealed class AlbumentationsParityTests
{
    private static readonly Dictionary<string, JsonElement> Cases = ByName("cases");
    private static readonly Dictionary<string, JsonElement> Pipelines = ByName("pipelines");

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    public static TheoryData<string> PipelineNames => [.. Pipelines.Keys];

    public static TheoryData<string> AffineNames => [.. Cases.Keys.Where(name => name.StartsWith("Affine_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_call_gives_the_same_pixels(string name)
    {
        var golden = Cases[name];
        var call = GoldenCall.From(golden);
        var input = GoldenFiles.Picture(golden.GetProperty("input").GetString()!);
        var expected = golden.GetProperty("expected").GetString()!;
        if (call.Transform is Normalize normalize)
        {
            AssertNormalized(normalize, input, NpyArray.Read(GoldenFiles.PathOf(expected)));
            return;
        }

        AssertSame(GoldenFiles.Picture(expected), GoldenCalls.Change(call, input), golden.GetProperty("tolerance").GetString()!);
    }

    [Theory]
    [MemberData(nameof(PipelineNames))]
    public void A_recorded_pipeline_gives_the_same_pixels(string name)
    {
        var golden = Pipelines[name];
        var image = GoldenFiles.Picture(golden.GetProperty("input").GetString()!);
        foreach (var step in golden.GetProperty("steps").EnumerateArray())
        {
            image = GoldenCalls.Change(GoldenCall.From(step), image);
        }

        AssertSame(GoldenFiles.Picture(golden.GetProperty("expected").GetString()!), image, golden.GetProperty("tolerance").GetString()!);
    }

    [Fact]
    public void A_line_gives_the_same_kernel_of_motion_blur()
    {
        var rows = GoldenFiles.Read("motion_kernels.json").GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(624, rows.Length);
        Assert.All(rows, row =>
        {
            var ends = row.EnumerateArray().Take(6).Select(value => value.GetInt32()).ToArray();
            var (size, x1, x2, y1, y2) = (ends[1], ends[2], ends[3], ends[4], ends[5]);
            var mask = row[6].GetString()!;
            var draw = ends[0] == 1 ? new MotionBlurDraw(size, x1, y1, x2, y2) : MotionKernel.Centred(size, x1, y1, x2, y2);
            var kernel = new float[size * size];
            MotionKernel.Fill(draw, kernel);
            Assert.Equal(mask.Select(bit => bit == '1' ? 1f / row[7].GetInt32() : 0f), kernel);
        });
    }

    [Theory]
    [MemberData(nameof(AffineNames))]
    public void Affine_builds_the_same_map(string name)
    {
        var golden = Cases[name];
        var input = GoldenFiles.Picture(golden.GetProperty("input").GetString()!);
        var call = GoldenCall.From(golden);
        var affine = (Affine)call.Transform;
        var random = new RandomStream(1, "test");
        Span<double> matrix = stackalloc double[6];
        affine.Matrix(affine.Draw(ref random, input), input.Width, input.Height, matrix);
        if (affine.FitOutput)
        {
            var (width, height) = AffineMatrix.FitResult(matrix, input.Width, input.Height);
            Assert.Equal((call.Numbers("output_shape")[1], call.Numbers("output_shape")[0]), (width, height));
        }

        var expected = call.Numbers("matrix");
        for (var index = 0; index < matrix.Length; index++)
        {
            // A product of six matrices in double precision against one formula.
            Assert.Equal(expected[index], matrix[index], tolerance: 1e-9);
        }
    }

    private static Dictionary<string, JsonElement> ByName(string key) =>
        GoldenFiles.Manifest.GetProperty(key).EnumerateArray().ToDictionary(golden => golden.GetProperty("name").GetString()!);

    // The manifest says by how much a case may differ where OpenCV takes another code path on another processor.
    private static void AssertSame(Image expected, Image actual, string tolerance)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        var differences = expected.Pixels.Zip(actual.Pixels, (one, other) => Math.Abs(one - other)).ToArray();
        if (tolerance.Contains("jpeg", StringComparison.Ordinal) || tolerance.Contains("webp", StringComparison.Ordinal))
        {
            Assert.InRange(differences.Average(), 0, 1);
            return;
        }

        var sign = tolerance.IndexOf('±', StringComparison.Ordinal);
        Assert.InRange(differences.Max(), 0, sign < 0 ? 0 : int.Parse(tolerance.AsSpan(sign + 1, 1), CultureInfo.InvariantCulture));
    }

    private static void AssertNormalized(Normalize normalize, Image input, double[] expected)
    {
        var values = new float[input.Pixels.Length];
        normalize.Apply(input, values);
        Assert.Equal(expected.Length, values.Length);
        Assert.All(values, (value, index) => Assert.Equal(expected[index], value, tolerance: 1e-5));
    }
}
