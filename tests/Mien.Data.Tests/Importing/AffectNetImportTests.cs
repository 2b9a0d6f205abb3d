using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Tests.Importing;

public sealed class AffectNetImportTests : IDisposable
{
    private const string Header = "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";

    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Every_number_has_its_class_and_what_is_no_expression_is_left_out()
    {
        var rows = new StringBuilder(Header);
        for (var number = 0; number <= 10; number++)
        {
            _tree.AddPicture($"pictures/{number}/a.png", (ulong)number);
            rows.Append(CultureInfo.InvariantCulture, $"{number}/a.png,1,1,4,4,1;2;3;4,{number},0.5,-0.25\n");
        }

        _tree.AddFile("training.csv", rows.ToString());

        var result = _tree.Import("affectnet");

        Assert.Equal(
            ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"], _tree.Annotations().Select(row => row.Label));
        Assert.Equal(["no-face", "none", "uncertain"], result.LeftOut.Keys);
        var first = _tree.Annotations()[0];
        Assert.Equal((0.5, -0.25, new FaceBox(1, 1, 4, 4)), (first.Valence, first.Arousal, first.Box));
        Assert.Equal([1, 2, 3, 4], first.Landmarks);
    }

    [Fact]
    public void The_lists_give_the_splits_and_minus_two_is_no_value()
    {
        _tree.AddPicture("1/a.png");
        _tree.AddPicture("1/b.png", 2);
        _tree.AddFile("training.csv", Header + "1/a.png,1,1,4,4,,1,-2,-2\n");
        _tree.AddFile("validation.csv", Header + "1/b.png,1,1,4,4,,8,-2,-2\n1\\b.png,1,1,4,4,,2,0,0\n");

        _tree.Import("affectnet", new() { Keep = ["none"] });

        Assert.Equal(["train/happy/a.png", "val/none/b.png", "val/sad/b.png"], _tree.Pictures());
        Assert.Null(_tree.Annotations()[0].Valence);
    }

    [Fact]
    public void NULL_is_no_value_and_a_picture_without_a_box_stays_whole()
    {
        _tree.AddPicture("a.png", width: 20);
        _tree.AddFile("training.csv", Header + "a.png,NULL,NULL,NULL,NULL,NULL,1,NULL,null\n");

        var result = _tree.Import("affectnet", new() { Crop = true });

        var row = Assert.Single(_tree.Annotations());
        Assert.Equal((null, null, null), (row.Box, row.Valence, row.Arousal));
        Assert.Empty(row.Landmarks);
        Assert.Equal(20, ImageCodec.Read(Path.Combine(_tree.Result, "train/happy/a.png")).Width);
        Assert.Equal(("without a face box, taken whole", 1), (Assert.Single(result.Remarks).Key, result.Remarks.Values.Single()));
    }

    // As published: lists and pictures in folders of their own, validation.csv without a header, file names in capitals.
    [Theory]
    [InlineData("")]
    [InlineData("Manually_Annotated_file_lists/validation.csv")]
    public void A_list_without_a_header_is_read_as_well(string path)
    {
        _tree.AddPicture("Manually_Annotated_Images/1/a.JPG");
        _tree.AddPicture("Manually_Annotated_Images/2/b.png", 2);
        _tree.AddFile("Manually_Annotated_file_lists/training.csv", Header + "1/a.JPG,1,1,4,4,1;2;3;4,1,0.5,0.5\n");
        _tree.AddFile("Manually_Annotated_file_lists/validation.csv", "2/b.png,0,0,4,4,1.5;2;3;4,4,-0.5,0.25\r\n2/b.png,0,0,4,4,1;2\r\n2/b.png,0,0,4,4,1;2,9,-2,-2");

        var result = _tree.Import("affectnet", path: path);

        Assert.Equal(path.Length == 0 ? ["train/happy/a.JPG", "val/fear/b.png"] : ["val/fear/b.png"], _tree.Pictures());
        Assert.Equal((-0.5, 0.25), (_tree.Annotations()[^1].Valence, _tree.Annotations()[^1].Arousal));
        Assert.StartsWith("validation.csv:2: expected 9 fields", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.Equal(1, result.LeftOut["uncertain"]);
    }

    [Fact]
    public void Labels_that_a_program_gave_are_taken_only_if_their_list_is_named()
    {
        _tree.AddPicture("Manually_Annotated_Images/1/a.png");
        _tree.AddPicture("Automatically_Annotated_Images/1/b.png", 2);
        _tree.AddFile("Manually_Annotated_file_lists/training.csv", Header + "1/a.png,1,1,4,4,,1,0,0\n");
        _tree.AddFile("Automatically_Annotated_file_lists/automatically_annotated.csv", Header + "1/b.png,1,1,4,4,,2,0,0\n");

        _tree.Import("affectnet");
        Assert.Equal(["train/happy/a.png"], _tree.Pictures());
        Directory.Delete(_tree.Result, recursive: true);

        _tree.Import("affectnet", path: "Automatically_Annotated_file_lists/automatically_annotated.csv");
        Assert.Equal(["train/sad/b.png"], _tree.Pictures());
    }

    [Fact]
    public void Cropped_pictures_have_their_box_cut_out_and_their_landmarks_moved()
    {
        var whole = ImageCodec.Read(_tree.AddPicture("a.png", width: 20, height: 10));
        _tree.AddFile("training.csv", Header + "a.png,15,2,9,4,16;3;17;4,1,0,0\n");

        _tree.Import("affectnet", new() { Crop = true });

        var face = ImageCodec.Read(Path.Combine(_tree.Result, "train/happy/a.png"));
        Assert.Equal(Geometry.Crop(whole, 15, 2, 5, 4).Pixels, face.Pixels); // the box reaches over the edge and ends there
        var row = Assert.Single(_tree.Annotations());
        Assert.Equal(new FaceBox(0, 0, 5, 4), row.Box);
        Assert.Equal([1, 1, 2, 2], row.Landmarks);
    }

    [Fact]
    public void Faults_of_rows_are_named_together()
    {
        _tree.AddPicture("a.png");
        _tree.AddFile("broken.png", "no picture");
        _tree.AddFile("training.csv", Header
            + "a.png,1,1,4,4,,1,0,0\n" + "a.png,1,1,4,4,,11,0,0\n" + "a.png,1,1,4,4,,1,1.5,0\n" + "a.png,1,1,0,4,,1,0,0\n" + "a.png,1,1,4,4,1;2;3,1,0,0\n"
            + "../secret.png,1,1,4,4,,1,0,0\n" + "/etc/passwd,1,1,4,4,,1,0,0\n" + "gone.png,1,1,4,4,,1,0,0\n" + "broken.png,1,1,4,4,,1,0,0\n");

        var result = _tree.Import("affectnet");

        Assert.Equal(1, result.Count);
        Assert.Equal(8, result.ProblemCount);
        foreach (var (line, complaint) in new[] { (3, "from 0 to 10"), (4, "valence from -1 to 1"), (5, "face box"), (6, "pairs"), (7, "'../secret.png'"), (8, "'/etc/passwd'"), (9, "no such picture"), (10, "") })
        {
            Assert.Contains(result.Problems, problem => problem.StartsWith($"training.csv:{line}: ", StringComparison.Ordinal) && problem.Contains(complaint, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_form_of_single_arrays_is_read()
    {
        _tree.AddPicture("train_set/images/7.jpg");
        _tree.AddPicture("val_set/images/8.jpg", 2);
        foreach (var (set, id) in new[] { ("train_set", 7), ("val_set", 8) })
        {
            _tree.AddBytes($"{set}/annotations/{id}_exp.npy", Npy.Text("1"));
            _tree.AddBytes($"{set}/annotations/{id}_val.npy", Npy.Text("0.25"));
            _tree.AddBytes($"{set}/annotations/{id}_aro.npy", Npy.Doubles("()", -2));
            _tree.AddBytes($"{set}/annotations/{id}_lnd.npy", Npy.Doubles("(4,)", 1.5, 2, 3, 4));
        }

        _tree.Import("affectnet");

        Assert.Equal(["train/happy/7.jpg", "val/happy/8.jpg"], _tree.Pictures());
        var row = _tree.Annotations()[0];
        Assert.Equal((0.25, null), (row.Valence, row.Arousal));
        Assert.Equal([1.5, 2, 3, 4], row.Landmarks);
    }

    [Fact]
    public void Arrays_without_picture_pictures_without_array_and_broken_arrays_are_named()
    {
        _tree.AddPicture("images/1.jpg");
        _tree.AddBytes("annotations/1_exp.npy", Npy.Text("3"));
        _tree.AddPicture("images/2.jpg");
        _tree.AddBytes("annotations/3_exp.npy", Npy.Text("3"));
        _tree.AddPicture("images/4.jpg");
        _tree.AddBytes("annotations/4_exp.npy", Npy.File("{'descr': '|O', 'fortran_order': False, 'shape': (), }", [1, 2, 3]));

        var result = _tree.Import("affectnet");

        Assert.Equal(["train/surprise/1.jpg"], _tree.Pictures());
        Assert.Equal(3, result.ProblemCount);
        Assert.Contains(result.Problems, problem => problem.StartsWith("annotations/3: there is no picture", StringComparison.Ordinal));
    }

    [Fact]
    public void The_set_of_kaggle_keeps_its_folders_or_takes_the_improved_labels_and_loses_nothing_either_way()
    {
        _tree.AddPicture("train/anger/image0000007.jpg", 1);
        _tree.AddPicture("train/happy/image0000007.jpg", 2);
        _tree.AddPicture("train/happy/image0000008.jpg", 3);
        _tree.AddFile("labels.csv", ",pth,label,relFCs\n0,anger/image0000007.jpg,happy,0.8\n1,happy/image0000007.jpg,happy,0.8\n2,sad/gone.jpg,sad,0.5\n");

        var kept = _tree.Import("affectnet-kaggle");
        Assert.Equal(["train/anger/image0000007.jpg", "train/happy/image0000007.jpg", "train/happy/image0000008.jpg"], _tree.Pictures());
        Assert.Equal("labels.csv:4: there is no picture train/sad/gone.jpg", Assert.Single(kept.Problems));
        Directory.Delete(_tree.Result, recursive: true);

        _tree.Import("affectnet-kaggle", new() { ImprovedLabels = true });
        Assert.Equal(["train/happy/image0000007.jpg", "train/happy/image0000007~happy.jpg", "train/happy/image0000008.jpg"], _tree.Pictures());
        Assert.Equal(_tree.Bytes("source/train/anger/image0000007.jpg"), _tree.Bytes("result/train/happy/image0000007.jpg"));
        Assert.Equal(_tree.Bytes("source/train/happy/image0000007.jpg"), _tree.Bytes("result/train/happy/image0000007~happy.jpg"));
    }
}
