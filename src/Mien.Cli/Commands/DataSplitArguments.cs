using System.CommandLine;
using Mien.Core;
using Mien.Data;
using Mien.Data.Splitting;

namespace Mien.Cli.Commands;

/// <summary>Arguments and options of <c>mien data split</c>.</summary>
internal sealed class DataSplitArguments
{
    private readonly Option<bool> _balanceTrain = new("--balance-train") { Description = "Fill the classes of train/ up to the largest with augmented copies" };
    private readonly Option<bool> _balanceTest = new("--balance-test") { Description = "Fill the classes of test/ likewise" };
    private readonly Option<bool> _balance = new("--balance") { Description = "Both" };
    private readonly Option<double> _train = new("--train-split") { Description = "Share of each class that goes to train/, over 0.5 and below 1", HelpName = "fraction", DefaultValueFactory = _ => 0.8 };
    private readonly Option<double> _validation = new("--val-split") { Description = "Share of each class that goes to val/ instead of test/", HelpName = "fraction" };
    private readonly Option<double> _multiplier = new("--global-multiplier") { Description = "Fill balanced parts up to this many times the largest class, at least 1", HelpName = "factor", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _label = new("--label-col") { Description = "Column of classes in the tables that are written", HelpName = "name", DefaultValueFactory = _ => "label" };
    private readonly Option<string> _filename = new("--filename-col") { Description = "Column of files in the tables that are written", HelpName = "name", DefaultValueFactory = _ => "filename" };
    private readonly Option<string?> _pipeline = new("--pipeline-yaml") { Description = "Pipeline of transforms for the copies, as Albumentations saves it", HelpName = "file" };
    private readonly Option<string?> _groupColumn = new("--group-col") { Description = "Column of annotations.csv or labels.csv that names the person; one person is on one side", HelpName = "name" };
    private readonly Option<string?> _groupPattern = new("--group-pattern") { Description = "Regular expression whose group finds the person in the file name", HelpName = "regex" };
    private readonly Option<bool> _link = new("--link") { Description = "Hard links in the output instead of copies" };

    public Argument<string> Source { get; } = new("PATH") { Description = "Folder with train/<class>/" };

    public Option<string?> Output { get; } = new("--output-path", "--output") { Description = "Folder to build: absent, empty, or with an empty train/; default in place", HelpName = "OUT" };

    public Option<ulong?> Seed { get; } = new("--seed") { Description = "Equal seeds give equal bytes; default a random one, which is printed", HelpName = "n" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the table of counts and do nothing" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object, for programs" };

    public Option<bool> Undo { get; } = new("--undo") { Description = "Put everything back to where it was before a split in place" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Source);
        foreach (var option in new Option[]
        {
            _balanceTrain, _balanceTest, _balance, Output, _train, _validation, Seed, _label, _filename, _multiplier, _pipeline, _groupColumn, _groupPattern, _link, DryRun, Json, Undo,
        })
        {
            command.Options.Add(option);
        }
    }

    public SplitOptions Read(ParseResult parsed, ulong seed)
    {
        var output = parsed.GetValue(Output);
        var path = parsed.GetValue(_pipeline);
        var pipeline = path is null ? TransformPipeline.Default : TransformPipeline.Read(path).ForPictures();
        Check(parsed, seed, output);
        var both = parsed.GetValue(_balance);
        return new()
        {
            Source = parsed.GetValue(Source)!,
            Output = output,
            Seed = seed,
            Rule = new()
            {
                TrainFraction = parsed.GetValue(_train),
                ValidationFraction = parsed.GetValue(_validation),
                BalanceTrain = both || parsed.GetValue(_balanceTrain),
                BalanceTest = both || parsed.GetValue(_balanceTest),
                GlobalMultiplier = parsed.GetValue(_multiplier),
            },
            LabelColumn = parsed.GetValue(_label)!,
            FilenameColumn = parsed.GetValue(_filename)!,
            Pipeline = pipeline,
            GroupColumn = parsed.GetValue(_groupColumn),
            GroupPattern = parsed.GetValue(_groupPattern),
            Link = parsed.GetValue(_link),
        };
    }

    private void Check(ParseResult parsed, ulong seed, string? output)
    {
        if (seed == 0)
        {
            throw new ConfigException("Expected a positive --seed but got 0.");
        }

        if (!(parsed.GetValue(_train) is > 0.5 and < 1))
        {
            throw new ConfigException(FormattableString.Invariant($"Expected a --train-split over 0.5 and below 1 but got {parsed.GetValue(_train)}."));
        }

        if (parsed.GetValue(_link) && output is null)
        {
            throw new ConfigException("--link is for a split into another folder (--output-path); in place nothing is copied.");
        }

        if (parsed.GetValue(_label)!.Trim() is var label && parsed.GetValue(_filename)!.Trim() is var file && (label.Length == 0 || file.Length == 0 || label.Equals(file, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ConfigException($"Expected two different names for --label-col and --filename-col but got '{label}' and '{file}'.");
        }
    }
}
