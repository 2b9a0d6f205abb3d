using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;
using Mien.Imaging;

namespace Mien.Data.Splitting;

/// <summary>Makes the augmented copies of a plan. What a copy looks like depends on the seed, its source and its number alone.</summary>
/// <remarks>
/// Copies are made in batches. When a batch is on the disk, its rows of <c>augmented.csv</c> are put beside, which says to a later call that it
/// need not be made again; a batch that was interrupted is made anew. Memory does not grow with the number of copies.
/// </remarks>
internal sealed class AugmentedCopies
{
    private const int BatchCopies = 2048; // one is synced while the next is made
    private const int ItemCopies = 16; // more copies of one source are dealt to several cores, each of which decodes it
    private const int JpegQuality = 95; // what the Python script wrote with
    private const int WarmUpCopies = 24; // likely to have met everything that a pipeline does half of the time
    private const int WarmUpPx = 96;

    private readonly WorkFolder _work;
    private readonly SplitPlan _plan;
    private readonly SplitOptions _options;
    private readonly bool _isContinued;
    private readonly Item[][] _batches;

    private AugmentedCopies(WorkFolder work, SplitPlan plan, SplitOptions options, bool isContinued)
    {
        (_work, _plan, _options, _isContinued) = (work, plan, options, isContinued);
        _batches = [.. Batches(plan)];
    }

    /// <summary>Makes all copies and writes <c>augmented.csv</c>.</summary>
    /// <param name="work">The folder that holds the parts; the pictures are in their places.</param>
    /// <param name="plan">Which copies to make.</param>
    /// <param name="options">How they differ from their sources.</param>
    /// <param name="isContinued">Whether an earlier call has made some.</param>
    /// <param name="progress">Takes the number of copies that are there.</param>
    /// <param name="cancellation">Ends the work between two copies.</param>
    /// <returns>The plan with the copies that were made: others where pictures cannot be decoded.</returns>
    /// <exception cref="MienException">A picture cannot be read at all, or no picture of a class can be decoded.</exception>
    public static SplitPlan Make(WorkFolder work, SplitPlan plan, SplitOptions options, bool isContinued, IProgress<int>? progress, CancellationToken cancellation)
    {
        while (!plan.Copies.IsEmpty)
        {
            try
            {
                new AugmentedCopies(work, plan, options, isContinued).Make(progress, cancellation);
                break;
            }
            catch (ImageException)
            {
                var next = PassedOverSources.Exclude(work, plan, options.Workers, cancellation);
                if (next is null)
                {
                    throw; // not the fault of a picture's content
                }

                (plan, isContinued) = (next, true);
            }
        }

        return plan;
    }

    /// <summary>Makes some copies of a black picture in memory, so that all code of the pipeline is loaded and compiled.</summary>
    public static void WarmUp(TransformPipeline pipeline)
    {
        var context = new TransformContext { Applied = [] };
        var bytes = ImageCodec.Encode(new(WarmUpPx, WarmUpPx, 3), ImageFormat.Jpeg, JpegQuality);
        for (var copy = 0; copy < WarmUpCopies; copy++)
        {
            var random = new RandomStream(1, "data split warm-up", index: copy);
            var changed = pipeline.Apply(ImageCodec.Decode(bytes, "a black picture"), ref random, context);
            _ = ImageCodec.Encode(changed, ImageFormat.Jpeg, JpegQuality);
            _ = AppliedJson.Of(context.Applied);
            context.Applied.Clear();
            context.Pool.Reset();
        }
    }

    private void Make(IProgress<int>? progress, CancellationToken cancellation)
    {
        var done = 0;
        var saving = Task.CompletedTask;
        try
        {
            for (var batch = 0; batch < _batches.Length; batch++)
            {
                if (!File.Exists(_work.FileIn(SplitTables.RowsOf(batch))))
                {
                    var rows = Make(_batches[batch], done, progress, cancellation);
                    saving.GetAwaiter().GetResult();
                    var number = batch;
                    saving = Task.Run(() => Save(number, rows), CancellationToken.None);
                }

                done += _batches[batch].Sum(item => item.Count);
                progress?.Report(done);
            }

            saving.GetAwaiter().GetResult();
        }
        finally
        {
            Task.WaitAny([saving], CancellationToken.None); // whoever goes on may delete what it writes
        }

        SplitTables.WriteAugmented(_work, _batches.Length, _isContinued);
    }

    private string[][] Make(Item[] batch, int done, IProgress<int>? progress, CancellationToken cancellation)
    {
        var first = batch[0].First;
        var rows = new string[batch.Sum(item => item.Count)][];
        InParallel.For(batch.Length, _options.Workers, () => new TransformContext { Applied = [] }, (index, context) =>
        {
            var item = batch[index];
            Make(item, context, rows.AsSpan(item.First - first, item.Count));
            progress?.Report(Interlocked.Add(ref done, item.Count));
        }, cancellation: cancellation);
        return rows;
    }

    private void Make(Item item, TransformContext context, Span<string[]> rows)
    {
        var source = _plan.Pictures[item.Source];
        var image = ImageCodec.Read(_work.Path(source.After));
        for (var index = 0; index < item.Count; index++)
        {
            var copy = _plan.Copies[item.First + index];
            var file = _plan.Place(copy);
            var random = new RandomStream(_plan.Seed, $"data split copy/{source.Path}", index: copy.Number);
            var changed = _options.Pipeline.Apply(image, ref random, context);
            _work.WriteDirectly(file, ImageCodec.Encode(changed, ImageCodec.WritableFormat(file)!.Value, JpegQuality), _isContinued);
            rows[index] = [file, source.After, string.Join(' ', context.Applied!.Select(applied => applied.Name)), AppliedJson.Of(context.Applied!)];
            context.Applied!.Clear();
            context.Pool.Reset();
        }
    }

    private void Save(int batch, string[][] rows)
    {
        _work.Sync();
        CsvTableWriter.Write(_work.FileIn(SplitTables.RowsOf(batch)), SplitTables.AugmentedColumns, table =>
        {
            foreach (var row in rows)
            {
                table.Add(row[0]).Add(row[1]).Add(row[2]).Add(row[3]).EndRow();
            }
        });
    }

    private static IEnumerable<Item[]> Batches(SplitPlan plan)
    {
        List<Item> batch = [];
        var copies = 0;
        for (var first = 0; first < plan.Copies.Length;)
        {
            var end = first + 1;
            while (end < plan.Copies.Length && end - first < ItemCopies && plan.Copies[end].Source == plan.Copies[first].Source)
            {
                end++;
            }

            batch.Add(new(plan.Copies[first].Source, first, end - first));
            copies += end - first;
            first = end;
            if (copies >= BatchCopies || first == plan.Copies.Length)
            {
                yield return [.. batch];
                (batch, copies) = ([], 0);
            }
        }
    }

    /// <summary>Copies of one source, <see cref="Count"/> of them from index <see cref="First"/> of the plan.</summary>
    private sealed record Item(int Source, int First, int Count);
}
