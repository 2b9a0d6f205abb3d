using System.Globalization;
using System.Text;

namespace Mien.Training.Tests;

public sealed class TensorBoardTests : IDisposable
{
    private readonly RunFolder _folder = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1);

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    // Written by hand from event.proto: key 0x09 wall_time, 0x10 step, 0x1A file_version, 0x2A summary; in it 0x0A value, 0x0A tag, 0x15 simple_value.
    [Fact]
    public void Messages_have_the_bytes_of_the_schema()
    {
        Assert.Equal("09000000000000F03F10001A0D" + Convert.ToHexString(Encoding.ASCII.GetBytes("brain.Event:2")), Hex(TensorBoardEvents.Header(Time)));
        Assert.Equal("09000000000000F03F10AC022A0A0A080A0161150000003F", Hex(TensorBoardEvents.Scalars(Time, 300, [("a", 0.5)])));
        Assert.Equal(
            "09000000000000F03F10012A120A100A0170220B0802100318032203010203",
            Hex(TensorBoardEvents.Image(Time, 1, new("p", [1, 2, 3], WidthPx: 3, HeightPx: 2))));
    }

    [Fact]
    public void A_histogram_counts_every_value_once()
    {
        var histogram = new Histogram([-1, 0, 0, 0.5f, 1]);
        Assert.Equal((-1, 1, 5, 0.5, 2.25), (histogram.Min, histogram.Max, histogram.Count, histogram.Sum, histogram.SumOfSquares));
        Assert.Equal(5, histogram.Counts.Sum());
        Assert.Equal((1, 1), (histogram.Counts[0], histogram.Counts[^1]));
        Assert.Equal(1, histogram.Limits[^1]);
        Assert.Equal(3, new Histogram([2, 2, 2]).Counts[0]);
    }

    [Fact]
    public void A_run_writes_its_recipe_curves_and_histograms()
    {
        Fit(new() { Steps = 2, HistogramEpochs = 2 });
        var scalars = EventFile.Scalars(_folder.TensorBoard);
        Assert.Equal([2, 4, 6, 8], scalars.Where(item => item.Tag == "step/loss").Select(item => item.Step));
        Assert.Equal([1, 2], scalars.Where(item => item.Tag == "loss/validation").Select(item => item.Step));
        var history = File.ReadAllLines(_folder.History)[^1].Split(',');
        Assert.Equal(float.Parse(history[7], CultureInfo.InvariantCulture), scalars.Last(item => item.Tag == "macro_f1/validation").Value, 1e-6f); // the file holds float32
        var tags = EventFile.Tags(_folder.TensorBoard);
        Assert.Equal(["_hparams_/experiment", "_hparams_/session_start_info"], tags[..2]);
        Assert.Equal("_hparams_/session_end_info", tags[^1]);
        Assert.Single(tags, "weights/conv.weight");
        Assert.Single(tags, "gradients/conv.weight");
    }

    [Fact]
    public void A_resumed_run_has_every_point_once_although_the_tail_was_torn()
    {
        Assert.Throws<InvalidOperationException>(() => Fit(new() { Steps = 1 }, new Witness(7)));
        var torn = File.ReadAllBytes(_folder.TensorBoard);
        File.WriteAllBytes(_folder.TensorBoard, torn[..^5]);
        Fit(new() { Steps = 1 });
        var scalars = EventFile.Scalars(_folder.TensorBoard);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], scalars.Where(item => item.Tag == "step/loss").Select(item => item.Step));
        Assert.Equal([1, 2], scalars.Where(item => item.Tag == "loss/train").Select(item => item.Step));
        Assert.Single(EventFile.Tags(_folder.TensorBoard), "_hparams_/session_start_info");
    }

    private static string Hex(ProtoMessage message) => Convert.ToHexString(message.ToArray());

    private void Fit(TensorBoardRecipe options, params IEnumerable<TrainingCallback> others)
    {
        var recipe = new Recipe { Data = new() { Path = "/" }, Model = new() { Name = "m" }, TensorBoard = options };
        using var board = new TensorBoardCallback(_folder, recipe, TimeProvider.System);
        var save = new CheckpointCallback(_folder, "", new(), TinyRun.Description);
        using var run = new TinyRun(callbacks: [new HistoryCsv(_folder), board, save, .. others]);
        if (File.Exists(_folder.LastCheckpoint))
        {
            Checkpoint.Read(_folder.LastCheckpoint).Restore(run.Trainer.Run);
        }

        run.Trainer.Fit();
    }
}
