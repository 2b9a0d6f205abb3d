using System.Diagnostics;
using System.Globalization;
using Mien.Inference;

namespace Mien.Bench;

/// <summary>Many predictions from many threads: whether memory grows, and whether any answer differs.</summary>
internal static class Steadiness
{
    private const int Threads = 8, Pictures = 64, Reports = 10;
    private const double BytesPerMegabyte = 1e6;

    public static void Measure(string path, int count)
    {
        using var session = InferenceSession.Load(path, threads: 1);
        long[] shape = [1, .. session.Input.Shape.Skip(1)];
        var pictures = Enumerable.Range(0, Pictures).Select(number => Picture(shape, number)).ToArray();
        var alone = pictures.Select(picture => Predict(session, shape, picture)).ToArray();
        var (done, different, watch) = (0, 0, Stopwatch.StartNew());
        for (var report = 0; report < Reports; report++)
        {
            Parallel.For(0, count / Reports, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i =>
            {
                if (!alone[i % Pictures].AsSpan().SequenceEqual(Predict(session, shape, pictures[i % Pictures])))
                {
                    Interlocked.Increment(ref different);
                }

                Interlocked.Increment(ref done);
            });
            GC.Collect();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{done} predictions, {done / watch.Elapsed.TotalSeconds:0} a second, {different} different, {Environment.WorkingSet / BytesPerMegabyte:0.0} MB, {GC.GetTotalMemory(false) / BytesPerMegabyte:0.0} MB of it managed"));
        }
    }

    private static float[] Predict(InferenceSession session, long[] shape, float[] picture)
    {
        var scores = new float[session.Outputs[0].Shape[1]];
        session.Run(picture, shape, [scores]);
        return scores;
    }

    private static float[] Picture(long[] shape, int number) =>
        [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => MathF.Sin((i * 0.7f) + number))];
}
