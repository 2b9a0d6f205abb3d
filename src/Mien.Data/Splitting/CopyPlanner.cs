using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data.Files;
using Mien.Imaging;

namespace Mien.Data.Splitting;

/// <summary>Decides how many augmented copies each picture gets and what they are called. A pure function of what it is given.</summary>
internal static class CopyPlanner
{
    /// <param name="plan">Seed, pictures and counts count; its copies do not.</param>
    /// <param name="passedOver">Paths of pictures that cannot be copied; others of their class and part are copied in their place.</param>
    /// <returns>Ordered by picture and number.</returns>
    /// <exception cref="MienException">All pictures of a class that has to be filled up are passed over.</exception>
    public static ImmutableArray<PlannedCopy> Make(SplitPlan plan, IReadOnlySet<string> passedOver)
    {
        var pictures = plan.Pictures;
        var sources = Enumerable.Range(0, pictures.Length).Where(index => !passedOver.Contains(pictures[index].Path))
            .ToLookup(index => (pictures[index].Class, pictures[index].Part));
        var uses = new int[pictures.Length];
        foreach (var item in plan.Counts)
        {
            Spread([.. sources[(item.Name, SplitPart.Train)]], item.TrainFinal - item.Train, $"{item.Name}/train", plan.Seed, uses);
            Spread([.. sources[(item.Name, SplitPart.Test)]], item.TestFinal - item.Test, $"{item.Name}/test", plan.Seed, uses);
        }

        var taken = pictures.Select(picture => PathKey.Of(picture.Path)).ToHashSet(StringComparer.Ordinal);
        return [.. uses.SelectMany((count, index) => Enumerable.Range(1, count).Select(number => new PlannedCopy(index, number, CopyName(pictures[index].Path, number, taken))))];
    }

    // Every source is used equally often; which ones are used once more is drawn.
    private static void Spread(int[] sources, int copies, string place, ulong seed, int[] uses)
    {
        if (copies == 0)
        {
            return;
        }

        if (sources.Length == 0)
        {
            throw new MienException($"Expected a picture in '{place}' to make {copies} copies of, but none there can be decoded.");
        }

        var random = new RandomStream(seed, $"data split copies/{place}");
        random.Shuffle(sources.AsSpan());
        for (var rank = 0; rank < sources.Length; rank++)
        {
            uses[sources[rank]] = (copies / sources.Length) + (rank < copies % sources.Length ? 1 : 0);
        }
    }

    // image0000007~aug-001.jpg. A further letter where a picture of the set has that name, from an earlier split for example.
    private static string CopyName(string path, int number, HashSet<string> taken)
    {
        var extension = ImageCodec.WritableFormat(path) is null ? ".png" : Path.GetExtension(path);
        for (var mark = "~aug"; ; mark += "g")
        {
            var name = FileNames.WithMark(path, string.Create(CultureInfo.InvariantCulture, $"{mark}-{number:000}"), extension);
            if (taken.Add(PathKey.Of(name)))
            {
                return name;
            }
        }
    }
}
