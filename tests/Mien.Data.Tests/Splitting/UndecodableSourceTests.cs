using Mien.Core;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

public sealed class UndecodableSourceTests : IDisposable
{
    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Others_of_its_class_are_copied_instead_and_it_keeps_its_place(bool inPlace)
    {
        Break("awe/00.png");
        var options = inPlace ? _folder.Balanced : _folder.Balanced with { Output = _folder.Out };
        var (planned, plan) = (DataSplit.Plan(options), Run(options));
        Assert.Equal(["awe/00.png"], plan.PassedOver.Select(picture => picture.Path));
        Assert.Equal(planned.Copies.Length, plan.Copies.Length);
        var target = inPlace ? _folder.Source : _folder.Out;
        var files = SplitFolder.Contents(target).Keys;
        Assert.Single(files, path => path.EndsWith("awe/00.png", StringComparison.Ordinal));
        Assert.DoesNotContain(files, path => path.Contains("awe/00~", StringComparison.Ordinal));
        Assert.Equal(planned.Pictures.Length + planned.Copies.Length, files.Count(path => path.Contains('/', StringComparison.Ordinal)));
        Assert.Equal(planned.Copies.Length, File.ReadAllLines(Path.Combine(target, "augmented.csv")).Length - 1);
    }

    [Theory]
    [InlineData(22, false)]
    [InlineData(22, true)]
    [InlineData(30, false)]
    [InlineData(30, true)]
    public void A_call_that_is_interrupted_after_that_goes_on_and_is_undone_alike(int after, bool undo)
    {
        Break("awe/00.png");
        var before = SplitFolder.Contents(_folder.Source);
        Run(_folder.Balanced with { Output = _folder.Out });
        SplitFolder.Interrupt(_folder.Balanced with { Workers = 1 }, after);
        if (!undo)
        {
            SplitFolder.Interrupt(_folder.Balanced with { Workers = 1 }, after + 3);
            Run(_folder.Balanced);
            Assert.Equal(SplitFolder.Contents(_folder.Out), SplitFolder.Contents(_folder.Source));
        }

        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void An_interrupted_output_is_finished_with_the_same_copies()
    {
        Break("awe/00.png");
        Run(_folder.Balanced with { Output = _folder.Out });
        var options = _folder.Balanced with { Output = _folder.Out + "2", Workers = 1 };
        SplitFolder.Interrupt(options, 23);
        SplitFolder.Interrupt(options, 33);
        Run(options);
        Assert.Equal(SplitFolder.Contents(_folder.Out), SplitFolder.Contents(options.Output));
    }

    [Fact]
    public void Where_no_picture_of_a_class_is_left_it_is_an_error_and_nothing_is_lost()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(_folder.Source, "train/awe")))
        {
            File.WriteAllText(path, "no picture");
        }

        var before = SplitFolder.Contents(_folder.Source);
        var error = Assert.Throws<MienException>(() => Run(_folder.Balanced));
        Assert.Contains("'awe/train'", error.Message, StringComparison.Ordinal);
        Assert.Contains("3 cannot:\n  'awe/00.png': ", error.Message, StringComparison.Ordinal);
        Assert.Contains("every picture is there", error.Message, StringComparison.Ordinal);
        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void A_picture_that_vanishes_meanwhile_is_an_error_and_not_passed_over()
    {
        var plan = DataSplit.Plan(_folder.Balanced);
        SplitFolder.Interrupt(_folder.Balanced, 19);
        File.Delete(Path.Combine(_folder.Source, plan.Pictures[plan.Copies[0].Source].After));
        Assert.Contains("have vanished", Assert.Throws<MienException>(() => Run(_folder.Balanced)).Message, StringComparison.Ordinal);
    }

    private void Break(string path)
    {
        // The first half of a picture: its header is whole, so only decoding it tells.
        var full = Path.Combine(_folder.Source, "train", path);
        var bytes = File.ReadAllBytes(full);
        File.WriteAllBytes(full, bytes[..(bytes.Length / 2)]);
    }

    private static SplitPlan Run(SplitOptions options) => DataSplit.Run(DataSplit.Plan(options), options, cancellation: TestContext.Current.CancellationToken);
}
