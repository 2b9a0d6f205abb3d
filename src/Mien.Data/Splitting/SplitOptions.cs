using System.Collections.Immutable;
using System.Globalization;
using Mien.Data.Files;

namespace Mien.Data.Splitting;

/// <summary>How <see cref="DataSplit"/> parts a folder of pictures.</summary>
public sealed record SplitOptions
{
    /// <summary>Folder that holds <c>train/CLASS/</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Folder to build; null means in place: pictures are moved within <see cref="Source"/>.</summary>
    public string? Output { get; init; }

    /// <summary>How many pictures go where.</summary>
    public SplitRule Rule { get; init; } = new();

    /// <summary>Decides which pictures go where and how copies differ. Equal seeds and folders give equal bytes.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Name of the column of classes in the tables that are written; default <c>label</c>.</summary>
    public string LabelColumn { get; init; } = "label";

    /// <summary>Name of the column of files, <c>class/file</c>, in the tables that are written; default <c>filename</c>.</summary>
    public string FilenameColumn { get; init; } = "filename";

    /// <summary>What happens to augmented copies.</summary>
    public required TransformPipeline Pipeline { get; init; }

    /// <summary>Column of <c>annotations.csv</c> or <c>labels.csv</c> that names the person of a picture; null for none.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>Regular expression whose one group finds the person in the name of a file; null for none.</summary>
    public string? GroupPattern { get; init; }

    /// <summary>Whether the output gets hard links in place of copies.</summary>
    public bool Link { get; init; }

    /// <summary>Threads; 0 for one per core. Without effect on what is written, so it is no option of the command.</summary>
    internal int Workers { get; init; }

    /// <summary>Full path of the folder that gets the parts.</summary>
    internal string Target => Path.GetFullPath(Output ?? Source);

    /// <summary>Everything that decides what is written, by the name of the option.</summary>
    internal ImmutableSortedDictionary<string, string> ToJobOptions()
    {
        var options = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        options["PATH"] = Path.GetFullPath(Source);
        options["--seed"] = Text($"{Seed}");
        options["--train-split"] = Text($"{Rule.TrainFraction:R}");
        options["--val-split"] = Text($"{Rule.ValidationFraction:R}");
        options["--balance-train"] = Text($"{Rule.BalanceTrain}");
        options["--balance-test"] = Text($"{Rule.BalanceTest}");
        options["--global-multiplier"] = Text($"{Rule.GlobalMultiplier:R}");
        options["--label-col"] = LabelColumn;
        options["--filename-col"] = FilenameColumn;
        options["--group-col"] = GroupColumn ?? "";
        options["--group-pattern"] = GroupPattern ?? "";
        options["--link"] = Text($"{Link}");
        options["--pipeline-yaml"] = ContentHash.Of(Pipeline.ToYaml());
        return options.ToImmutable();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
