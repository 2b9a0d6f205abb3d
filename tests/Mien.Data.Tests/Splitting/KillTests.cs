using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mien.Core;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

/// <summary>Real processes, killed by the system without warning in the middle of a split in place; bench/kill_preparation does the same at length.</summary>
public sealed class KillTests : IDisposable
{
    private const string FolderVariable = "MIEN_TEST_KILLED_SPLIT";
    private const int Kills = 3;

    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_split_killed_at_random_moments_is_finished_or_undone_to_the_byte(bool undo)
    {
        AddPictures();
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(Options(_folder.Source) with { Output = _folder.Out });
        var random = new RandomStream(undo ? 1ul : 2ul, "kill");
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAfter(TimeSpan.FromMilliseconds(random.NextDouble(0, 60)));
        }

        if (!undo)
        {
            Assert.Equal(0, await RunToEnd());
            Assert.Equal(SplitFolder.Contents(_folder.Out), SplitFolder.Contents(_folder.Source));
        }

        if (DataSplit.SeedOfUnfinished(_folder.Source, null) is not null || SplitJournal.IsFinished(_folder.Source))
        {
            DataSplit.Undo(_folder.Source);
        }

        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    // The other process is this program again, told by the environment to split instead of running tests.
    [ModuleInitializer]
    internal static void SplitIfAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            var isFinished = SplitJournal.IsFinished(folder);
            if (!isFinished)
            {
                DataSplit.Run(DataSplit.Plan(Options(folder)), Options(folder));
            }

            Environment.Exit(0);
        }
    }

    private static SplitOptions Options(string folder) => new()
    {
        Source = folder,
        Seed = 27,
        Rule = new() { BalanceTrain = true, BalanceTest = true, TrainFraction = 0.7, GlobalMultiplier = 10 },
        Pipeline = TransformPipeline.Default,
    };

    private void AddPictures()
    {
        for (var number = 0; number < 60; number++)
        {
            _folder.Tree.AddFolder("in/train/happy/more");
            File.Copy(Path.Combine(_folder.Source, "train/happy/00.png"), Path.Combine(_folder.Source, $"train/happy/more/{number}.png"));
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [FolderVariable] = _folder.Source } };
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        }

        return Process.Start(start)!;
    }

    private async Task<int> RunToEnd()
    {
        using var process = Start();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    // The clock starts when the work does, as loading takes longer than the work: the lock is taken before anything else is done.
    private async Task KillAfter(TimeSpan delay)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Source, ".mien-work")).FullName, "lock");
        File.Delete(path);
        using var process = Start();
        while (!File.Exists(path) && !process.HasExited)
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        await Task.Delay(delay, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
