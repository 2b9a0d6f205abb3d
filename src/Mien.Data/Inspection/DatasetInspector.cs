using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Inspection;

/// <summary>Inspects one dataset.</summary>
internal sealed class DatasetInspector(string folder, InspectionOptions options)
{
    public DatasetInspection Run(IProgress<int>? progress, CancellationToken cancellation)
    {
        var parts = FolderDataset.ReadAll(folder);
        var pictures = parts.SelectMany(part => part.Dataset.Samples.Select(sample => Describe(part.Split, sample))).ToArray();
        var faceProblem = options.FaceSampleCount > 0 && VisionRuntime.Info.CascadePath is null
            ? "the face detector's data are not installed; install them with: sudo apt-get install opencv-data"
            : null;
        var labels = parts[0].Dataset.Labels;
        var affect = AffectPoints.Read(folder, labels);
        Inspect(pictures, faceProblem is null ? ChooseFaceSample(pictures.Length) : [], progress, cancellation);
        var facts = ImmutableArray.Create(pictures);
        return new DatasetInspection
        {
            Root = Path.GetFullPath(folder),
            Labels = labels,
            Splits = [.. parts.Select(part => part.Split)],
            Pictures = facts,
            Groups = DuplicateFinder.Find(facts, options.Workers, cancellation),
            Affect = affect,
            IgnoredFileCount = parts.Sum(part => part.Dataset.IgnoredFileCount),
            FaceProblem = faceProblem,
        };
    }

    private static PictureFacts Describe(string split, Sample sample) =>
        new(split.Length == 0 ? sample.Path : $"{split}/{sample.Path}", split, sample.Label, sample.SizeBytes);

    private HashSet<int> ChooseFaceSample(int count)
    {
        var indices = Enumerable.Range(0, count).ToArray();
        if (options.FaceSampleCount < count)
        {
            new RandomStream(options.Seed, "face sample").Shuffle<int>(indices);
        }

        return [.. indices.Take(options.FaceSampleCount)];
    }

    // Threads take single pictures in turn, for their sizes differ by factors; each result goes into the place of its picture.
    private void Inspect(PictureFacts[] pictures, HashSet<int> faceSample, IProgress<int>? progress, CancellationToken cancellation) => InParallel.For(
        pictures.Length, options.Workers, () => new PictureInspector(),
        (index, inspector) => pictures[index] = inspector.Inspect(pictures[index], folder, faceSample.Contains(index)), progress, cancellation);
}
