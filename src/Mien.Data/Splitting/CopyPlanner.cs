using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
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
        var sources = Sources(plan.Pictures, passedOver);
        var uses = new int[plan.Pictures.Length];
        foreach (var item in plan.Counts)
        {
            Spread(sources.GetValueOrDefault($"train/{item.Name}") ?? [], item.TrainFinal - item.Train, $"{item.Name}/train", plan.Seed, uses);
            Spread(sources.GetValueOrDefault($"test/{item.Name}") ?? [], item.TestFinal - item.Test, $"{item.Name}/test", plan.Seed, uses);
        }

        var taken = plan.Pictures.Select(picture => PathKey.Of(picture.Path)).ToHashSet(StringComparer.Ordinal);
        var copies = ImmutableArray.CreateBuilder<PlannedCopy>();
        for (var source = 0; source < uses.Length; source++)
        {
            for (var number = 1; number <= uses[source]; number++)
            {
                copies.Add(new(source, number, CopyName(plan.Pictures[source].Path, number, taken)));
            }
        }

        return copies.DrainToImmutable();
    }

    // By train/CLASS and the like. Lists and loops: for value types in queries the runtime compiles a dozen methods for each of those.
    private static Dictionary<string, List<int>> Sources(ImmutableArray<PlannedPicture> pictures, IReadOnlySet<string> passedOver)
    {
        var sources = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var index = 0; index < pictures.Length; index++)
        {
            if (!passedOver.Contains(pictures[index].Path))
            {
                var place = $"{pictures[index].Part.Folder()}/{pictures[index].Class}";
                (sources.TryGetValue(place, out var list) ? list : sources[place] = []).Add(index);
            }
        }

        return sources;
    }

    // Every source is used equally often; which ones are used once more is drawn.
    private static void Spread(List<int> sources, int copies, string place, ulong seed, int[] uses)
    {
        if (copies == 0)
        {
            return;
        }

        if (sources.Count == 0)
        {
            throw new MienException($"Expected a picture in '{place}' to make {copies} copies of, but none there can be decoded.");
        }

        var random = new RandomStream(seed, $"data split copies/{place}");
        random.Shuffle(CollectionsMarshal.AsSpan(sources));
        for (var rank = 0; rank < sources.Count; rank++)
        {
            uses[sources[rank]] = (copies / sources.Count) + (rank < copies % sources.Count ? 1 : 0);
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
