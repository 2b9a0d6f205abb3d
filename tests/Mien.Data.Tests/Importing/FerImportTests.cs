using Mien.Imaging;

namespace Mien.Data.Tests.Importing;

public sealed class FerImportTests : IDisposable
{
    private const string VoteHeader = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Every_emotion_and_usage_of_the_table_has_its_class_and_split()
    {
        _tree.AddFer((0, "Training"), (1, "Training"), (2, "PublicTest"), (3, "PrivateTest"), (4, "Training"), (5, "Training"), (6, "Training"));

        var result = _tree.Import("fer2013");

        Assert.Equal(
            ["test/happy/fer0000003.png", "train/anger/fer0000000.png", "train/disgust/fer0000001.png", "train/neutral/fer0000006.png",
                "train/sad/fer0000004.png", "train/surprise/fer0000005.png", "val/fear/fer0000002.png"],
            _tree.Pictures());
        Assert.Equal(7, result.Count);
        Assert.Equal(0, result.ProblemCount);
        var picture = ImageCodec.Read(Path.Combine(_tree.Result, "val/fear/fer0000002.png"), channels: 1);
        Assert.Equal((48, 48), (picture.Width, picture.Height));
        Assert.All(picture.Pixels, value => Assert.Equal(2, value));
        Assert.Equal("fer2013.csv:4", _tree.Annotations()[2].Source);
    }

    [Fact]
    public void Rows_that_are_wrong_are_left_out_counted_and_named_together()
    {
        _tree.AddFer((3, "Training"));
        var good = File.ReadAllText(Path.Combine(_tree.Source, "fer2013.csv"));
        var pixels = good.Split('\n')[1].Split(',')[1];
        _tree.AddFile("fer2013.csv", good + $"7,{pixels},Training\n3,{pixels},Nowhere\n3,{pixels} 1,Training\n3,{pixels.Replace("0", "256", StringComparison.Ordinal)},Training\n3,1 2,Training\n3\n");

        var result = _tree.Import("fer2013");

        Assert.Equal(1, result.Count);
        Assert.Equal(
            ["fer2013.csv:3: expected an emotion from 0 to 6 but got '7'",
                "fer2013.csv:4: expected the usage Training, PublicTest or PrivateTest but got 'Nowhere'",
                "fer2013.csv:5: expected 2304 grey values (48x48) but got 2305",
                "fer2013.csv:6: expected grey values from 0 to 255 but value 1 is none",
                "fer2013.csv:7: expected 2304 grey values (48x48) but got 2",
                "fer2013.csv:8: expected as many fields as the header has, but this row has another number"],
            result.Problems);
        Directory.Delete(_tree.Result, recursive: true);
        Assert.Contains("6 problems", _tree.Refusal("fer2013", new() { Strict = true }), StringComparison.Ordinal);
    }

    // Kaggle's other table has its columns in another order and spaces in front of their names; editors leave \r\n, quotes and no last line break.
    [Theory]
    [InlineData("icml_face_data.csv", "emotion, Usage, pixels\n3,Training,@\n6,PrivateTest,@\n")]
    [InlineData("fer2013.csv", "emotion,pixels,Usage\r\n3,\"@\",Training\r\n6,\"@\",PrivateTest")]
    public void Tables_are_read_as_they_are_spread(string name, string text)
    {
        _tree.AddFile(name, text.Replace("@", string.Join(' ', Enumerable.Repeat(7, 48 * 48)), StringComparison.Ordinal));

        var result = _tree.Import("fer2013");

        Assert.Equal(["test/neutral/fer0000001.png", "train/happy/fer0000000.png"], _tree.Pictures());
        Assert.Equal(0, result.ProblemCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train.csv")]
    public void The_training_table_of_the_competition_has_no_split_and_its_test_table_no_labels(string path)
    {
        var pixels = string.Join(' ', Enumerable.Repeat(7, 48 * 48));
        _tree.AddFile("train.csv", $"emotion,pixels\n3,{pixels}\n6,{pixels}\n");
        _tree.AddFile("test.csv", $"pixels\n{pixels}\n{pixels}\n{pixels}\n");

        var result = _tree.Import("fer2013", path: path);

        Assert.Equal(["train/happy/fer0000000.png", "train/neutral/fer0000001.png"], _tree.Pictures());
        Assert.Equal(("without an official split, all put into train/", 2), (Assert.Single(result.Remarks).Key, result.Remarks.Values.Single()));
        Assert.Equal(path.Length == 0 ? 3 : 0, result.LeftOut.GetValueOrDefault("test.csv has no labels"));
        Assert.Equal(0, result.ProblemCount);
    }

    [Fact]
    public void A_table_without_labels_alone_is_nothing_to_import()
    {
        _tree.AddFile("test.csv", $"pixels\n{string.Join(' ', Enumerable.Repeat(7, 48 * 48))}\n");
        Assert.Contains("test.csv has no labels: 1 left out", _tree.Refusal("fer2013", path: "test.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_need_the_usage_that_tells_that_the_rows_belong_together()
    {
        _tree.AddFile("fer2013.csv", $"emotion,pixels\n3,{string.Join(' ', Enumerable.Repeat(7, 48 * 48))}\n");
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,fer0000000.png,6,1,0,0,2,0,0,0,2,0\n");
        Assert.Contains("expected a column 'Usage'", _tree.Refusal("ferplus"), StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_are_read_as_they_are_published_where_rows_without_a_face_have_no_name()
    {
        _tree.AddFer((0, "Training"), (0, "Training"), (3, "PublicTest"));
        _tree.AddFile("fer2013new.csv", (VoteHeader + "Training,,0,0,0,0,0,0,0,0,0,10\nTraining,fer0000001.png,2,0,0,8,0,0,0,0,0,0\nPublicTest,fer0000002.png,0,10,0,0,0,0,0,0,0,0").Replace("\n", "\r\n", StringComparison.Ordinal));

        var result = _tree.Import("ferplus");

        Assert.Equal(["train/sad/fer0000001.png", "val/happy/fer0000002.png"], _tree.Pictures());
        Assert.Equal(1, result.LeftOut["no face, by vote"]);
        Assert.Equal(0, result.ProblemCount);
    }

    [Fact]
    public void The_folders_that_the_authors_of_the_votes_make_are_read()
    {
        _tree.AddPicture("FER2013Train/fer0000000.png");
        _tree.AddPicture("FER2013Train/fer0000001.png", 2);
        _tree.AddPicture("FER2013Valid/fer0000002.png", 3);
        _tree.AddFile("FER2013Train/label.csv", "fer0000000.png,\"(0, 0, 48, 48)\",6,1,0,0,2,0,0,0,2,0\nfer0000001.png,\"(0, 0, 48, 48)\",0,0,0,0,0,0,0,0,0,10\nfer0000009.png,\"(0, 0, 48, 48)\",9,0,0,0,0,0,0,0,0,0\n");
        _tree.AddFile("FER2013Valid/label.csv", "fer0000002.png,\"(0, 0, 48, 48)\",0,10,0,0,0,0,0,0,0,0\n");

        var result = _tree.Import("ferplus");

        Assert.Equal(["train/neutral/fer0000000.png", "val/happy/fer0000002.png"], _tree.Pictures());
        Assert.Equal([0.75, 0, 0, 0, 0.25, 0, 0, 0], _tree.Annotations()[0].SoftLabels);
        Assert.Equal(1, result.LeftOut["no face, by vote"]);
        Assert.StartsWith("FER2013Train/label.csv:3: ", Assert.Single(result.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_form_gets_our_names_of_classes()
    {
        _tree.AddPicture("train/angry/Training_1.png");
        _tree.AddPicture("test/surprise/PublicTest_1.png");

        _tree.Import("fer2013");

        Assert.Equal(["test/surprise/PublicTest_1.png", "train/anger/Training_1.png"], _tree.Pictures());
        Assert.Equal(_tree.Bytes("source/train/angry/Training_1.png"), _tree.Bytes("result/train/anger/Training_1.png"));
    }

    [Fact]
    public void A_source_without_the_table_or_the_folders_is_refused()
    {
        _tree.AddFile("other.csv", "a,b\n");
        Assert.Contains("fer2013.csv", _tree.Refusal("fer2013"), StringComparison.Ordinal);
    }

    // Votes: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF.
    [Theory]
    [InlineData("0,10,0,0,0,0,0,0,0,0", "happy")]
    [InlineData("6,0,1,1,0,0,0,0,2,0", "neutral")] // the single votes do not count: 6 of 8
    [InlineData("4,0,0,1,3,2,0,0,0,0", null)] // 4 of 9 is no majority
    [InlineData("5,0,0,0,5,0,0,0,0,0", null)] // a half is no majority
    [InlineData("2,0,0,0,1,0,0,0,7,0", null)] // unknown
    [InlineData("0,0,0,0,0,0,0,0,0,10", null)] // no face
    [InlineData("1,1,1,1,1,1,1,1,1,1", null)] // nobody agreed
    public void The_label_of_votes_is_that_of_their_majority(string votes, string? label)
    {
        _tree.AddFer((0, "Training"), (0, "Training"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,fer0000000.png,0,0,10,0,0,0,0,0,0,0\nTraining,fer0000001.png," + votes + "\n");

        var result = _tree.Import("ferplus");

        Assert.Equal(label is null ? ["surprise"] : ["surprise", label], _tree.Annotations().Select(row => row.Label));
        Assert.Equal(label is null ? 1 : 0, result.LeftOut.Values.Sum());
    }

    [Fact]
    public void Votes_become_soft_labels_without_single_ones_and_without_those_for_no_expression()
    {
        _tree.AddFer((0, "Training"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,fer0000000.png,6,1,0,0,2,0,0,0,2,0\n");

        _tree.Import("ferplus");

        Assert.Equal([0.75, 0, 0, 0, 0.25, 0, 0, 0], Assert.Single(_tree.Annotations()).SoftLabels);
    }

    [Fact]
    public void Most_votes_suffice_if_asked_for_but_a_tie_is_unknown()
    {
        _tree.AddFer((0, "Training"), (0, "Training"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,a.png,4,0,0,0,3,3,0,0,0,0\nTraining,b.png,5,0,0,0,5,0,0,0,0,0\n");

        var result = _tree.Import("ferplus", new() { Plurality = true });

        Assert.Equal("neutral", Assert.Single(_tree.Annotations()).Label);
        Assert.Equal(1, result.LeftOut["unknown: tied votes"]);
    }

    [Fact]
    public void Faces_that_are_unknown_or_none_are_kept_if_asked_for()
    {
        _tree.AddFer((0, "Training"), (0, "Training"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,a.png,0,0,0,0,0,0,0,0,10,0\nTraining,b.png,0,0,0,0,0,0,0,0,0,10\n");

        _tree.Import("ferplus", new() { Keep = ["unknown", "no-face"] });

        Assert.Equal(["unknown", "no-face"], _tree.Annotations().Select(row => row.Label));
    }

    [Fact]
    public void Votes_stay_with_their_picture_when_a_row_of_one_table_is_broken()
    {
        _tree.AddFer((0, "Training"), (0, "Training"), (0, "Training"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\nTraining,b.png\nTraining,c.png,0,10,0,0,0,0,0,0,0,0\n");

        var result = _tree.Import("ferplus");

        Assert.Equal(["train/happy/fer0000002.png", "train/neutral/fer0000000.png"], _tree.Pictures());
        Assert.Equal(2, result.ProblemCount); // the broken row, and the picture without its votes
    }

    [Fact]
    public void Tables_that_do_not_belong_together_are_noticed()
    {
        _tree.AddFer((0, "Training"), (0, "PublicTest"));
        _tree.AddFile("fer2013new.csv", VoteHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\nTraining,b.png,10,0,0,0,0,0,0,0,0,0\n");

        Assert.Contains("do not belong together", Assert.Single(_tree.Import("ferplus").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_without_the_pictures_are_refused()
    {
        _tree.AddFile("fer2013new.csv", VoteHeader);
        Assert.Contains("there is no fer2013.csv", _tree.Refusal("ferplus"), StringComparison.Ordinal);
    }
}
