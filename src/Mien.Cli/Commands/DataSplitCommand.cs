using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Splitting;

namespace Mien.Cli.Commands;

/// <summary><c>mien data split</c>: train and test parts, filled up with augmented copies.</summary>
internal static class DataSplitCommand
{
    public static Command Create()
    {
        var arguments = new DataSplitArguments();
        var command = new ExampleCommand(
            "split",
            "Part PATH/train/<class>/ into train and test, and fill small classes up with augmented copies. "
            + "Without --output-path this is done in place: pictures are moved to PATH/test/ by renaming, a journal in PATH/.mien-work says how it was, and --undo puts everything back. "
            + "A call that was interrupted is finished by the same call. train.csv and test.csv list the parts, augmented.csv what was done to which copy.",
            "mien data split faces --balance-train --seed 27 --output-path faces-split",
            "mien data split faces --dry-run --balance     # the table of counts, nothing else",
            "mien data split faces --group-pattern '^(\\d+)_' --val-split 0.1    # one person on one side",
            "mien data split faces --undo                  # as it was before a split in place");
        arguments.AddTo(command);
        command.SetAction(result => result.GetValue(arguments.Undo) ? Undo(result, arguments) : Run(result, arguments));
        return command;
    }

    private static int Run(ParseResult parsed, DataSplitArguments arguments)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var isDryRun = parsed.GetValue(arguments.DryRun);
        var options = arguments.Read(parsed, Seed(parsed, arguments));
        if (!isDryRun)
        {
            DataSplit.WarmUp(options);
        }

        var plan = DataSplit.Plan(options);
        Remark(plan, options, isSeedGiven: parsed.GetValue(arguments.Seed) is not null, error);
        var isForPeople = !parsed.GetValue(arguments.Json);
        output.Write(isForPeople ? SplitReport.Table(plan) : "");
        plan = isDryRun ? plan : Carry(plan, options, error);
        if (!isForPeople)
        {
            output.WriteLine(SplitReport.Json(plan, options, isDryRun));
        }
        else if (isDryRun)
        {
            output.WriteLine("Nothing was changed (--dry-run).");
        }
        else
        {
            SplitReport.WriteSummary(plan, options, output);
        }

        return 0;
    }

    // What was begun without a seed can only be gone on with by the one that was drawn.
    private static ulong Seed(ParseResult parsed, DataSplitArguments arguments) =>
        parsed.GetValue(arguments.Seed)
        ?? DataSplit.SeedOfUnfinished(parsed.GetValue(arguments.Source)!, parsed.GetValue(arguments.Output))
        ?? (ulong)RandomNumberGenerator.GetInt32(1, int.MaxValue);

    private static void Remark(SplitPlan plan, SplitOptions options, bool isSeedGiven, TextWriter error)
    {
        error.WriteLine(isSeedGiven ? $"Seed {plan.Seed}." : $"Seed {plan.Seed}; --seed {plan.Seed} repeats this split.");
        if (options.Rule is { GlobalMultiplier: > 1, BalanceTrain: false, BalanceTest: false })
        {
            error.WriteLine("--global-multiplier is ignored, as nothing is balanced (--balance-train, --balance-test, --balance).");
        }

        if (options.Output is null && DataSplit.CanUndoFinished(options.Source))
        {
            error.WriteLine($"{options.Source} was split in place before. --undo puts back this split first and, called again, that one.");
        }

        PipelineWarnings.Write(options.Pipeline, error);
        SplitReport.WriteRemarks(plan, error);
    }

    private static SplitPlan Carry(SplitPlan plan, SplitOptions options, TextWriter error)
    {
        error.WriteLine(options.Output is null ? $"In place: pictures of {options.Source} are moved, none is copied." : $"{options.Source} is not changed.");
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; the same call goes on with it." + (options.Output is null ? " --undo puts everything back." : "")));
        return DataSplit.Run(plan, options, line.Counter("splitting", plan.Pictures.Length + plan.Copies.Length, "pictures"), stop.Token);
    }

    private static int Undo(ParseResult parsed, DataSplitArguments arguments)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(arguments.Output) is { } target)
        {
            throw new ConfigException($"--undo is for a split in place. One into another folder changes nothing but that folder: delete '{target}'.");
        }

        var source = parsed.GetValue(arguments.Source)!;
        var undone = DataSplit.Undo(source);
        if (parsed.GetValue(arguments.Json))
        {
            output.WriteLine(JsonSerializer.Serialize(undone, JsonStyle.Options));
            return 0;
        }

        output.WriteLine($"{source}/train holds all {Counted.Of(undone.Pictures, "picture")} again; deleted {Counted.Of(undone.DeletedCopies, "augmented copy", "augmented copies")}.");
        SplitReport.WriteKept(undone, output);
        if (DataSplit.CanUndoFinished(source))
        {
            output.WriteLine($"{source} had been split in place before that; --undo, called again, puts that back as well.");
        }

        return 0;
    }
}
