using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary>Decides which picture goes where and which copies are made. A pure function of the options and of what lies in the folder.</summary>
internal sealed class SplitPlanner(SplitOptions options, ClassTree tree)
{
    public SplitPlan Make()
    {
        var ruleCounts = SplitCounts.Fill([.. tree.Classes.Select(name => SplitCounts.Share(name, tree.Pictures.Count(picture => picture.Class == name), options.Rule))], options.Rule);
        var isGrouped = options.GroupColumn is not null || options.GroupPattern is not null;
        var parts = isGrouped ? DealPeople(ruleCounts) : DealPictures(ruleCounts);
        ImmutableArray<PlannedPicture> pictures =
            [.. tree.Pictures.Select((picture, index) => new PlannedPicture(picture.Path, parts[index], picture.File.SizeBytes, picture.File.ModifiedTicks))];
        var counts = isGrouped ? SplitCounts.Fill(Count(pictures), options.Rule) : ruleCounts;
        var plan = new SplitPlan
        {
            Options = options.ToJobOptions(),
            Seed = options.Seed,
            Counts = counts,
            RuleCounts = ruleCounts,
            Pictures = pictures,
            Copies = [],
            OtherFiles = tree.OtherFiles,
            AlikeNames = tree.AlikeNames(),
            HasAnnotations = AnnotationCarrier.Check(options.Source),
            Folders = [],
        };
        return plan with { Folders = Folders(plan), Copies = CopyPlanner.Make(plan, ImmutableHashSet<string>.Empty) };
    }

    // The draw of a class depends on the seed, its name and its files alone.
    private SplitPart[] DealPictures(ImmutableArray<ClassCounts> counts)
    {
        var parts = new SplitPart[tree.Pictures.Length];
        foreach (var item in counts)
        {
            var indices = IndicesOf(item.Name);
            var random = new RandomStream(options.Seed, $"data split/{item.Name}");
            random.Shuffle(CollectionsMarshal.AsSpan(indices));
            for (var rank = 0; rank < indices.Count; rank++)
            {
                parts[indices[rank]] = rank < item.Train ? SplitPart.Train : rank < item.Train + item.Validation ? SplitPart.Validation : SplitPart.Test;
            }
        }

        return parts;
    }

    private List<int> IndicesOf(string name)
    {
        List<int> indices = [];
        for (var index = 0; index < tree.Pictures.Length; index++)
        {
            if (tree.Pictures[index].Class == name)
            {
                indices.Add(index);
            }
        }

        return indices;
    }

    private SplitPart[] DealPeople(ImmutableArray<ClassCounts> counts)
    {
        var people = PictureGroups.Find(options, tree);
        var numbers = people.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var classes = tree.Classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var sizes = numbers.Select(_ => new int[classes.Count]).ToArray();
        for (var index = 0; index < people.Length; index++)
        {
            sizes[numbers[people[index]]][classes[tree.Pictures[index].Class]]++;
        }

        int[][] wanted = [[.. counts.Select(item => item.Train)], [.. counts.Select(item => item.Validation)], [.. counts.Select(item => item.Test)]];
        var random = new RandomStream(options.Seed, "data split people");
        var hasValidation = wanted[1].Sum() > 0;
        var deal = GroupAssignment.Deal(sizes, hasValidation ? wanted : [wanted[0], wanted[2]], ref random);
        return [.. people.Select(person => deal[numbers[person]] switch { 0 => SplitPart.Train, 1 when hasValidation => SplitPart.Validation, _ => SplitPart.Test })];
    }

    private ImmutableArray<ClassCounts> Count(ImmutableArray<PlannedPicture> pictures)
    {
        var counts = pictures.CountBy(picture => (picture.Class, picture.Part)).ToDictionary();
        return
        [
            .. tree.Classes.Select(name => new ClassCounts(name, In(name, SplitPart.Train), In(name, SplitPart.Validation), In(name, SplitPart.Test), 0, 0)),
        ];

        int In(string name, SplitPart part) => counts.GetValueOrDefault((name, part));
    }

    private ImmutableArray<string> Folders(SplitPlan plan)
    {
        var ofClasses = plan.PartFolders.SelectMany(part => tree.Classes.Select(name => $"{part}/{name}"));
        var ofPictures = plan.Pictures.Select(picture => picture.After[..picture.After.LastIndexOf('/')]);
        var all = ofClasses.Concat(ofPictures).SelectMany(WithParents).Distinct(StringComparer.Ordinal);
        return [.. all.Where(folder => options.Output is not null || !Directory.Exists(Path.Combine(options.Target, folder))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> WithParents(string folder)
    {
        for (var end = folder.IndexOf('/', StringComparison.Ordinal); end >= 0; end = folder.IndexOf('/', end + 1))
        {
            yield return folder[..end];
        }

        yield return folder;
    }
}
