using System.Security.Cryptography;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

/// <summary>A folder with <c>train/happy</c> (12 pictures), <c>train/sad</c> (5) and <c>train/awe</c> (3), and what to do with it.</summary>
internal sealed class SplitFolder : IDisposable
{
    public PictureTree Tree { get; } = new();

    public string Source => Path.Combine(Tree.Root, "in");

    public string Out => Path.Combine(Tree.Root, "out");

    public SplitOptions Options => new()
    {
        Source = Source,
        Seed = 27,
        Pipeline = TransformPipeline.Default,
    };

    public SplitOptions Balanced => Options with { Rule = new() { BalanceTrain = true, BalanceTest = true, TrainFraction = 0.7 } };

    public static SplitFolder Filled()
    {
        var folder = new SplitFolder();
        foreach (var (name, count) in new[] { ("happy", 12), ("sad", 5), ("awe", 3) })
        {
            for (var number = 0; number < count; number++)
            {
                folder.Tree.AddPicture($"in/train/{name}/{number:00}.{(number % 2 == 0 ? "png" : "jpg")}", (ulong)(number + (name[0] * 100)));
            }
        }

        return folder;
    }

    public static void Run(SplitOptions options, CancellationToken? cancellation = null) =>
        DataSplit.Run(DataSplit.Plan(options), options, cancellation: cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Splits until so many pictures and copies are there; 0 means nothing but the journal, more than there are means to the end.</summary>
    public static void Interrupt(SplitOptions options, int after)
    {
        using var stop = new CancellationTokenSource();
        var plan = DataSplit.Plan(options);
        var progress = new StopAfter(stop, after);
        var error = Record.Exception(() => DataSplit.Run(plan, options, progress, after == 0 ? new(canceled: true) : stop.Token));
        Assert.Equal(after < plan.Pictures.Length + plan.Copies.Length, error is OperationCanceledException);
    }

    /// <summary>Relative path and hash of every visible file.</summary>
    public static SortedDictionary<string, string> Contents(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Where(path => !path.StartsWith('.'));
        return new(files.ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, path))))), StringComparer.Ordinal);
    }

    public void Dispose() => Tree.Dispose();

    private sealed class StopAfter(CancellationTokenSource source, int count) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= count)
            {
                source.Cancel();
            }
        }
    }
}
