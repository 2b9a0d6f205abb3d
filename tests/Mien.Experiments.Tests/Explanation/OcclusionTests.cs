using Mien.Core;

namespace Mien.Experiments.Tests;

public sealed class OcclusionTests : IDisposable
{
    private const int Side = DrawnFaces.SizePx;
    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly TrainedModel _model;

    public OcclusionTests() => _model = _run.Load();

    public void Dispose()
    {
        _model.Dispose();
        _run.Dispose();
    }

    [Theory]
    [InlineData(6, 4, 7)]
    [InlineData(5, 5, 32)]
    [InlineData(16, 3, 1)]
    public void Maps_are_those_of_one_covered_picture_after_another(int patchPx, int stridePx, int batchSize)
    {
        var pixels = Pixels();
        ExplanationTarget[] targets = [new("sad", 2), new("anger", 0, Sign: -1)];

        var maps = Occlusion.Of(_model, pixels, targets, patchPx, stridePx, batchSize, TestContext.Current.CancellationToken);

        foreach (var (map, target) in maps.Zip(targets))
        {
            Assert.Equal((Side, Side), (map.Height, map.Width));
            // A batch rounds differently from one picture, in the sixth place of a probability.
            Assert.All(map.Values.Zip(ByBruteForce(pixels, target, patchPx, stridePx)), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        }
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(0, 1)]
    [InlineData(4, 5)]
    [InlineData(4, 0)]
    public void A_square_that_does_not_fit_or_leaves_gaps_is_refused(int patchPx, int stridePx) =>
        Assert.Contains("16x16", Assert.Throws<ConfigException>(() => Occlusion.Of(_model, Pixels(), [new("sad", 2)], patchPx, stridePx, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    private static float[] Pixels()
    {
        var random = new RandomStream(1, "pixels");
        return [.. Enumerable.Range(0, Side * Side * 3).Select(_ => (float)random.NextGaussian())];
    }

    // Written anew, pixel by pixel: the mean over all squares that cover it.
    private double[] ByBruteForce(float[] pixels, ExplanationTarget target, int patchPx, int stridePx)
    {
        var starts = Enumerable.Range(0, Side).Where(start => start % stridePx == 0 && start + patchPx < Side).Append(Side - patchPx).Distinct().ToArray();
        double[] mean = [.. Enumerable.Range(0, 3).Select(channel => pixels.Where((_, index) => index % 3 == channel).Average())];
        var falls = starts.SelectMany(top => starts.Select(left => (top, left))).ToDictionary(place => place, place => Score(pixels) - Score(Covered(place.top, place.left)));
        return [.. Enumerable.Range(0, Side * Side).Select(pixel => falls.Where(fall => IsInside(pixel, fall.Key.top, fall.Key.left)).Average(fall => fall.Value))];

        double Score(float[] values) => target.Sign * _model.Probabilities(values, 1)[target.ClassIndex];

        float[] Covered(int top, int left) => [.. pixels.Select((value, index) => IsInside(index / 3, top, left) ? (float)mean[index % 3] : value)];

        bool IsInside(int pixel, int top, int left) => pixel / Side >= top && pixel / Side < top + patchPx && pixel % Side >= left && pixel % Side < left + patchPx;
    }
}
