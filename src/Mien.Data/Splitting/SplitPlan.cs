using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Splitting;

/// <summary>A picture and its part.</summary>
/// <param name="Path"><c>class/file</c>, the same before and after.</param>
/// <param name="Part">Where it belongs.</param>
/// <param name="SizeBytes">Size of the file when the plan was made.</param>
/// <param name="ModifiedTicks">When it was last written to, in ticks of UTC.</param>
public sealed record PlannedPicture(string Path, SplitPart Part, long SizeBytes, long ModifiedTicks)
{
    /// <summary>Its class.</summary>
    internal string Class => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Where it lies before, relative to the folder that holds the parts.</summary>
    internal string Before => $"train/{Path}";

    /// <summary>Where it lies after.</summary>
    internal string After => $"{Part.Folder()}/{Path}";
}

/// <summary>An augmented copy that is to be made.</summary>
/// <param name="Source">Index of its picture in <see cref="SplitPlan.Pictures"/>; the copy lies in the same part and class.</param>
/// <param name="Number">Which copy of this picture, from 1.</param>
/// <param name="Path"><c>class/file</c>.</param>
public sealed record PlannedCopy(int Source, int Number, string Path);

/// <summary>A picture that no copies are made of, because it cannot be decoded. It keeps its place in its part.</summary>
/// <param name="Path"><c>class/file</c>.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record PassedOverPicture(string Path, string Problem);

/// <summary>Everything that a split will do.</summary>
public sealed record SplitPlan
{
    /// <summary>The options that it was made from, by name.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>See <see cref="SplitOptions.Seed"/>.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The counts of every class, as they will be.</summary>
    public required ImmutableArray<ClassCounts> Counts { get; init; }

    /// <summary>The counts that the rule alone would give; others than <see cref="Counts"/> only where people are kept together.</summary>
    public required ImmutableArray<ClassCounts> RuleCounts { get; init; }

    /// <summary>Every picture, sorted by path.</summary>
    public required ImmutableArray<PlannedPicture> Pictures { get; init; }

    /// <summary>Every copy, ordered by its picture and number.</summary>
    public required ImmutableArray<PlannedCopy> Copies { get; init; }

    /// <summary>Files among the pictures that are none; they stay where they are and are not copied.</summary>
    public required ImmutableArray<string> OtherFiles { get; init; }

    /// <summary>Pictures whose names are one on disks that do not tell capital letters from small ones or ways to write accents; each line has one such group.</summary>
    public ImmutableArray<string> AlikeNames { get; init; } = [];

    /// <summary>Whether <c>annotations.csv</c> is there and goes along.</summary>
    public bool HasAnnotations { get; init; }

    /// <summary>Pictures that others are copied in place of, sorted by path; found while copies are made.</summary>
    public ImmutableArray<PassedOverPicture> PassedOver { get; init; } = [];

    /// <summary>Folders that are made, those above first.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    /// <summary>The folders of the parts there are: those that the rule gives a share.</summary>
    /// <remarks>Names, because for every query over values of an enumeration the runtime compiles half a dozen methods.</remarks>
    internal string[] PartFolders => HasValidation
        ? [SplitPart.Train.Folder(), SplitPart.Validation.Folder(), SplitPart.Test.Folder()]
        : [SplitPart.Train.Folder(), SplitPart.Test.Folder()];

    /// <summary>Where a copy lies, relative to the folder that holds the parts.</summary>
    internal string Place(PlannedCopy copy) => $"{Pictures[copy.Source].Part.Folder()}/{copy.Path}";

    /// <summary>The same plan with copies of other pictures only.</summary>
    /// <exception cref="MienException">There are no others of a class.</exception>
    internal SplitPlan PassOver(ImmutableArray<PassedOverPicture> pictures) => pictures.IsEmpty
        ? this
        : this with { PassedOver = pictures, Copies = CopyPlanner.Make(this, pictures.Select(picture => picture.Path).ToHashSet(StringComparer.Ordinal)) };

    private bool HasValidation => RuleCounts.Any(item => item.Validation > 0);
}
