using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Tests.Inspection;

public sealed class DatasetInspectionTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Weights_balance_the_training_split_as_scikit_learn_does()
    {
        Scene("train/anger/1.png", 1);
        Scene("train/happy/2.png", 2);
        Scene("train/happy/3.png", 3);
        Scene("train/happy/4.png", 4);
        Scene("test/anger/5.png", 5);
        Scene("test/sad/6.png", 6);

        var found = Inspect();

        Assert.Equal(["train", "test"], found.Splits);
        Assert.Equal([1, 3, 0], found.CountsOf("train"));
        Assert.Equal([4 / (2.0 * 1), 4 / (2.0 * 3), null], found.BalancedWeights); // n / (k n_c) with n = 4 pictures and k = 2 classes that have some
        Assert.Equal(["train has no pictures of sad.", "test has no pictures of happy."], found.Risks.Where(risk => risk.Code == "class-missing").Select(risk => risk.Finding));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("test/anger")]
    public void A_split_without_pictures_is_a_finding_and_does_not_stop_the_rest(string empty)
    {
        Scene("train/anger/1.png", 1);
        Scene("train/happy/2.png", 2);
        _tree.AddFolder(empty);

        var found = Inspect();

        Assert.Equal(["train", "test"], found.Splits);
        Assert.Equal([0, 0], found.CountsOf("test"));
        Assert.Equal("test has no pictures of anger, happy.", Finding(found, "class-missing"));
    }

    [Fact]
    public void Names_that_are_one_on_other_disks_are_named()
    {
        Scene("happy/\u00E9.png", 1);
        Scene("happy/e\u0301.png", 2);
        Scene("sad/a.png", 3);
        Scene("Sad/b.png", 4);

        Assert.Equal(
            "Names that differ only in case or in how accents are written: 'Sad' and 'sad'; 'happy/e\u0301.png' and 'happy/\u00E9.png'.", Finding(Inspect(), "alike-names"));
    }

    [Fact]
    public void Copies_are_grouped_by_how_alike_they_are()
    {
        var file = Scene("happy/a.png", 1);
        File.Copy(file, Path.Combine(_tree.AddFolder("happy"), "b.png"));
        Scene("happy/c.png", 2);
        Write("happy/d.bmp", Scenes.Draw(2));
        Scene("happy/e.png", 3);
        Write("happy/f.jpg", Geometry.Resize(Scenes.Draw(3), 60, 60, Interpolation.Area));
        Scene("happy/g.png", 4);
        Write("happy/h.png", Geometry.FlipHorizontal(Scenes.Draw(4)));
        Scene("happy/i.png", 5);

        var groups = Inspect().Groups;

        Assert.Equal([Likeness.SameFile, Likeness.SamePixels, Likeness.LookAlike, Likeness.LookAlike], groups.Select(group => group.Likeness));
        Assert.Equal([[0, 1], [2, 3], [4, 5], [6, 7]], groups.Select(group => group.Members.ToArray()));
        Assert.Equal([false, false, false, true], groups.Select(group => group.HasMirrored));
        Assert.All(groups, group => Assert.False(group.HasSeveralLabels || group.HasSeveralSplits));
    }

    [Fact]
    public void A_copy_in_another_class_is_a_contradiction_and_one_in_another_split_a_leak()
    {
        Scene("train/happy/a.png", 1);
        Write("train/sad/b.bmp", Scenes.Draw(1));
        Scene("train/sad/c.png", 2);
        Scene("test/sad/d.png", 2);
        Scene("test/happy/e.png", 3);
        Write("train/happy/f.jpg", Scenes.Draw(3));
        Scene("test/happy/g.png", 4);

        var found = Inspect();

        Assert.Equal([(true, false), (false, true), (false, true)], found.Groups.Select(group => (group.HasSeveralLabels, group.HasSeveralSplits)));
        Assert.Equal("In test and in another split, pixel by pixel: 1 picture (33.3 % of test).", Finding(found, "leak"));
        Assert.Equal("In test and, nearly the same, in another split: 1 picture (33.3 % of test).", Finding(found, "leak-alike"));
        Assert.Equal("In more than one class, pixel by pixel: 2 pictures.", Finding(found, "label-conflict"));
        Assert.DoesNotContain(found.Risks, risk => risk.Code == "label-conflict-alike");
        Assert.Equal(found.Risks.OrderBy(risk => risk.Severity), found.Risks);
    }

    [Fact]
    public void What_cannot_be_read_is_told_with_its_reason_and_does_not_stop_the_rest()
    {
        Scene("happy/a.png", 1);
        _tree.AddFile("happy/b.png", "no picture");
        File.WriteAllBytes(Path.Combine(_tree.Root, "happy", "c.png"), File.ReadAllBytes(Path.Combine(_tree.Root, "happy", "a.png"))[..^500]);
        _tree.AddFile("happy/d.jpg");

        var found = Inspect();

        Assert.Equal([false, true, true, true], found.Pictures.Select(picture => picture.Problem is not null));
        Assert.Contains("found text", found.Pictures[1].Problem, StringComparison.Ordinal);
        Assert.Contains("an empty file", found.Pictures[3].Problem, StringComparison.Ordinal);
        Assert.Equal(3, found.Risks[0].Count);
        Assert.Equal("unreadable", found.Risks[0].Code);
    }

    [Fact]
    public void Blank_dark_and_blurry_pictures_and_wrong_extensions_are_noted()
    {
        Write("happy/blank.png", new Image(64, 64, 3, [.. Enumerable.Repeat((byte)128, 64 * 64 * 3)]));
        Write("happy/dark.png", Scenes.Paled(Scenes.Draw(2), 0.2, 0));
        Write("happy/blurry.png", Blur.Gaussian(Scenes.Draw(3), 6));
        Scene("happy/fine.png", 4);
        File.Move(Scene("happy/bmp.bmp", 5), Path.Combine(_tree.Root, "happy", "wrong.jpg"));

        var found = Inspect();

        Assert.Equal(["happy/blank.png"], Where(PictureQuality.IsBlank));
        Assert.Equal(["happy/dark.png"], Where(PictureQuality.IsDark));
        Assert.Equal(["happy/blurry.png"], Where(PictureQuality.IsBlurry));
        Assert.Equal(["happy/wrong.jpg"], Where(picture => picture.HasWrongExtension));
        Assert.Equal(ImageFormat.Bmp, found.Pictures.Single(picture => picture.HasWrongExtension).Header.Format);

        IEnumerable<string> Where(Func<PictureFacts, bool> isSo) => found.Pictures.Where(isSo).Select(picture => picture.Path);
    }

    [Fact]
    public void Colour_that_gives_the_class_away_is_a_warning()
    {
        Write("happy/a.png", Colour.ToGrey(Scenes.Draw(1)));
        Write("happy/b.png", Colour.ToRgb(Colour.ToGrey(Scenes.Draw(2)))); // stored in colour
        Scene("sad/c.png", 3);

        Assert.Equal("100.0 % of happy are grey but 0.0 % of sad.", Finding(Inspect(), "grey-by-class"));
    }

    [Fact]
    public void Faces_are_looked_for_in_a_sample_that_depends_on_the_seed_alone()
    {
        for (var number = 0; number < 20; number++)
        {
            Scene($"happy/{number:00}.png", (ulong)number);
        }

        int[] one = Searched(workers: 1), again = Searched(workers: 3), all = Searched(workers: 2, count: 100);

        Assert.Equal(5, one.Length);
        Assert.Equal(one, again);
        Assert.Equal(20, all.Length);

        int[] Searched(int workers, int count = 5)
        {
            var found = Inspect(workers, count);
            return [.. Enumerable.Range(0, found.Pictures.Length).Where(index => found.Pictures[index].FaceCount is not null)];
        }
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        for (var number = 0; number < 12; number++)
        {
            Scene($"{(number % 2 == 0 ? "happy" : "sad")}/{number}.png", (ulong)(number / 3));
        }

        var (one, many) = (Inspect(workers: 1), Inspect(workers: 4));

        Assert.Equal(one.Pictures, many.Pictures);
        Assert.Equal(one.Groups.Select(group => string.Join(' ', group.Members)), many.Groups.Select(group => string.Join(' ', group.Members)));
        Assert.Equal(one.Risks, many.Risks);
    }

    [Fact]
    public void Affect_comes_from_the_annotations_and_values_that_mean_none_are_left_out()
    {
        Scene("train/happy/a.png", 1);
        _tree.AddFile("annotations.csv", "filename,label,valence,arousal\ntrain/happy/a.png,happy,0.5,-0.25\nx.png,happy,-2,-2\ny.png,happy,,\nz.png,other,0,0\n");

        Assert.Equal([new LabelledAffect(0, new ValenceArousal(0.5, -0.25))], Inspect().Affect);
    }

    private DatasetInspection Inspect(int workers = 2, int faceSampleCount = 0) =>
        DatasetInspection.Run(_tree.Root, new() { FaceSampleCount = faceSampleCount, Workers = workers }, cancellation: TestContext.Current.CancellationToken);

    private static string Finding(DatasetInspection found, string code) => found.Risks.Single(risk => risk.Code == code).Finding;

    private string Scene(string path, ulong number) => Write(path, Scenes.Draw(number));

    private string Write(string path, Image picture)
    {
        var full = Path.Combine(_tree.AddFolder(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        ImageCodec.Write(picture, full);
        return full;
    }
}
