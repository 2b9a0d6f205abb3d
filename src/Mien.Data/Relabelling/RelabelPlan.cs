using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Relabelling;

/// <summary>Where a picture comes from and goes to.</summary>
/// <param name="OldPath"><c>class/file</c> below train/ of the source.</param>
/// <param name="NewPath"><c>class/file</c> below train/ of the output.</param>
/// <param name="OldLabel">The class it was in.</param>
/// <param name="NewLabel">The class it belongs to.</param>
public sealed record RelabelledPicture(string OldPath, string NewPath, string OldLabel, string NewLabel)
{
    /// <summary>Whether its name had to be changed because another picture of the new class has it.</summary>
    public bool IsRenamed => NewPath.AsSpan(NewLabel.Length).SequenceEqual(OldPath.AsSpan(OldLabel.Length)) == false;
}

/// <summary>Every picture of a set in the folder of its improved label, none lost and none written over.</summary>
public sealed class RelabelPlan
{
    private RelabelPlan(RelabelOptions options, ClassTree tree, LabelTable table) => (Options, Tree, Table) = (options, tree, table);

    /// <summary>What the plan was made from.</summary>
    public RelabelOptions Options { get; }

    /// <summary>Every picture, sorted by its old path.</summary>
    public ImmutableArray<RelabelledPicture> Pictures { get; private init; }

    /// <summary>Classes of the output that no class folder of the source has.</summary>
    public ImmutableArray<string> NewClasses { get; private init; }

    /// <summary>Old paths of pictures that the table has no row of; they keep their class.</summary>
    public ImmutableArray<string> WithoutRow { get; private init; }

    /// <summary>Files among the pictures that are none; they are not copied.</summary>
    public ImmutableArray<string> OtherFiles => Tree.OtherFiles;

    /// <summary>Pictures whose names are one on disks that do not tell capital letters from small ones; each line has one such group.</summary>
    public ImmutableArray<string> AlikeNames => Tree.AlikeNames();

    /// <summary>Whether <c>annotations.csv</c> is there and goes along.</summary>
    public bool HasAnnotations { get; private init; }

    /// <summary>What is odd about the table, row by row.</summary>
    public ProblemList Problems => Table.Problems;

    internal ClassTree Tree { get; }

    private LabelTable Table { get; }

    /// <summary>Reads the folder and the table and decides where everything goes. Nothing is written.</summary>
    /// <exception cref="ConfigException">Source and output lie in each other, the output has something in it, or <see cref="RelabelOptions.Strict"/> is set and there is something odd.</exception>
    /// <exception cref="MienException">The folder or the table cannot be read.</exception>
    public static RelabelPlan Make(RelabelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FolderPair.Check(options.Source, options.Output);
        if (OutputJob.Unfinished(options.Output) is null)
        {
            OutputFolder.RefuseContent(options.Output);
        }

        var tree = ClassTree.ReadTrain(options.Source);
        var hasAnnotations = AnnotationCarrier.Check(options.Source);
        var csv = options.LabelCsv ?? Path.Combine(options.Source, "labels.csv");
        if (!File.Exists(csv))
        {
            throw new ConfigException($"Expected a table of labels but there is no file '{csv}'. Name it with --label-csv.");
        }

        var table = LabelTable.Read(csv, tree.Pictures.Select(picture => picture.Path).ToHashSet(StringComparer.Ordinal));
        var plan = Make(options, tree, table, hasAnnotations);
        plan.RefuseOddities(csv);
        return plan;
    }

    private static RelabelPlan Make(RelabelOptions options, ClassTree tree, LabelTable table, bool hasAnnotations)
    {
        // A label that differs from a class folder only in case, or in how accents are written, means that folder.
        var spelling = tree.Classes.ToDictionary(PathKey.Of, StringComparer.Ordinal);
        var labelled = tree.Pictures.Select(picture => (Picture: picture, Label: Spell(table.Find(picture.Path) ?? picture.Class, spelling))).ToArray();

        // Those that stay keep their names; the others follow in the order of their paths.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var pictures = labelled.OrderBy(item => item.Label != item.Picture.Class).Select(item =>
            new RelabelledPicture(item.Picture.Path, $"{item.Label}/{FreeName(item.Picture, item.Label, taken)}", item.Picture.Class, item.Label));
        return new(options, tree, table)
        {
            Pictures = [.. pictures.OrderBy(picture => picture.OldPath, StringComparer.Ordinal)],
            HasAnnotations = hasAnnotations,
            NewClasses = [.. spelling.Values.Except(tree.Classes).Order(StringComparer.Ordinal)],
            WithoutRow = [.. tree.Pictures.Select(picture => picture.Path).Where(path => table.Find(path) is null)],
        };
    }

    private static string Spell(string label, Dictionary<string, string> spelling)
    {
        var key = PathKey.Of(label);
        return spelling.TryGetValue(key, out var known) ? known : spelling[key] = label;
    }

    // image0000007.jpg, or image0000007~anger.jpg where that is taken, or image0000007~anger-2.jpg.
    private static string FreeName(ClassPicture picture, string label, HashSet<string> taken)
    {
        var name = picture.File.Path;
        for (var number = 1; !taken.Add(PathKey.Of($"{label}/{name}")); number++)
        {
            var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
            name = FileNames.WithMark(picture.File.Path, $"~{picture.Class}{suffix}");
        }

        return name;
    }

    private void RefuseOddities(string csv)
    {
        if (!Options.Strict)
        {
            return;
        }

        if (!WithoutRow.IsEmpty)
        {
            Problems.Add(Path.GetFileName(csv), $"has no row of {WithoutRow.Length} of {Pictures.Length} pictures: {Shown.List(WithoutRow)}");
        }

        Problems.ThrowIfAny(csv);
    }
}
