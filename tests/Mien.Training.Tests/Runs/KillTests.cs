using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mien.Core;

namespace Mien.Training.Tests;

/// <summary>Real processes, killed by the system without warning, also in the middle of a write.</summary>
public sealed class KillTests : IDisposable
{
    private const string FolderVariable = "MIEN_TEST_KILLED_RUN";
    private const int Epochs = 20;
    private const int Kills = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_process_killed_at_random_moments_ends_in_the_same_bytes()
    {
        var whole = new RunFolder(Path.Combine(_folder, "whole"));
        var killed = new RunFolder(Path.Combine(_folder, "killed"));
        Fit(whole);
        var random = new RandomStream(1, "kill");
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAfter(killed, TimeSpan.FromMilliseconds(random.NextDouble(0, 100)));
        }

        Assert.Equal(0, await RunToEnd(killed));
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(killed.Model));
        Assert.Equal(File.ReadAllText(whole.History), File.ReadAllText(killed.History));
    }

    // The other process is this program again, told by the environment to train instead of running tests.
    [ModuleInitializer]
    internal static void TrainIfAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            Fit(new RunFolder(folder));
            Environment.Exit(0);
        }
    }

    private static void Fit(RunFolder folder)
    {
        Directory.CreateDirectory(folder.Path);
        using var hold = folder.Lock();
        using var events = new EventsJsonl(folder, TimeProvider.System);
        var save = new CheckpointCallback(folder, "", new() { Steps = 1 }, TinyRun.Description);
        using var run = new TinyRun(
            change: plan => plan with { Epochs = Epochs, Schedule = new(new(), new(), Epochs, TinyRun.Batches) },
            callbacks: [new HistoryCsv(folder), events, save]);
        if (File.Exists(folder.LastCheckpoint))
        {
            Checkpoint.Read(folder.LastCheckpoint).Restore(run.Trainer.Run);
        }

        run.Trainer.Fit();
    }

    private static Process Start(RunFolder folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [FolderVariable] = folder.Path } };
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        }

        return Process.Start(start)!;
    }

    private static async Task<int> RunToEnd(RunFolder folder)
    {
        using var process = Start(folder);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    // The clock starts when training does, as loading takes longer than the run.
    private static async Task KillAfter(RunFolder folder, TimeSpan delay)
    {
        var before = Written(folder);
        using var process = Start(folder);
        while (Written(folder) == before && !process.HasExited)
        {
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        await Task.Delay(delay, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static DateTime Written(RunFolder folder) => File.GetLastWriteTimeUtc(folder.LastCheckpoint);
}
