using System.Globalization;

namespace Mien.Models;

/// <summary>How one golden file went.</summary>
public sealed record VerifyReport
{
    /// <summary>The golden file as given.</summary>
    public required string GoldenPath { get; init; }

    internal const string Unknown = "?";

    /// <summary>Name of the model, or of several with commas between, or "?" when the file could not be read.</summary>
    public string Model { get; init; } = Unknown;

    /// <summary>Every run that was compared; empty when it did not come to one.</summary>
    public IReadOnlyList<VerifyCase> Cases { get; init; } = [];

    /// <summary>Why nothing could be compared (unreadable file, unknown model, other weight names); null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>True when there was something to compare and all of it agreed.</summary>
    public bool Passed => Failure is null && Cases.Count > 0 && Cases.All(run => run.Passed);

    /// <summary>The report as lines of plain text: a heading with the verdict, then one line per run.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"{(Passed ? "passed" : "FAILED")}  {Model}  {GoldenPath}",
        .. Failure is null ? Array.Empty<string>() : [.. Failure.Split('\n').Select(line => "  " + line)],
        .. Cases.SelectMany(run => run.Lines()).Select(line => "  " + line),
    ];
}

/// <summary>One run of the model (one precision, one input size) against its golden numbers.</summary>
public sealed record VerifyCase
{
    /// <summary>What was run, for example "float64 (2, 3, 96, 96)".</summary>
    public required string Name { get; init; }

    /// <summary>What differed most, measured against its tolerance, for example "output 3 of picture 1" or "l2 of picture 0".</summary>
    public required string Quantity { get; init; }

    /// <summary>Deviation of that quantity, absolute, or relative to the golden number where the quantity's name says so.</summary>
    public required double Deviation { get; init; }

    /// <summary>The largest deviation of that quantity that passes.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The first module of the trace whose output differs, with what differs; null when all agree or there is no trace.</summary>
    public string? FirstWrongStage { get; init; }

    /// <summary>How many golden numbers were compared.</summary>
    public required int ComparedCount { get; init; }

    /// <summary>Index of the largest output per picture; informative, a tie may fall either way.</summary>
    public IReadOnlyList<int> ArgMax { get; init; } = [];

    /// <summary>True when every number is within its tolerance; a deviation of NaN is not.</summary>
    public bool Passed => Deviation <= Tolerance && FirstWrongStage is null;

    internal IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{(Passed ? "ok    " : "DIFFERS")} {Name}  largest deviation {Deviation:0.0e+00}  tolerance {Tolerance:0.0e+00}  ({Quantity}; {ComparedCount} numbers)");
        if (FirstWrongStage is not null)
        {
            yield return $"  first stage that differs: {FirstWrongStage}";
        }
    }
}
