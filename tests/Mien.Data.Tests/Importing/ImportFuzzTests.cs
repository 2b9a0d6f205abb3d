using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Tests.Importing;

/// <summary>
/// Damaged lists of every kind. Whatever comes, the import ends with a result or with an exception written for the user, and what it leaves is a
/// whole dataset or nothing. <c>MIEN_FUZZ=5000</c> in the environment chooses how many of each are tried.
/// </summary>
public sealed class ImportFuzzTests : IDisposable
{
    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("fer2013", "fer2013.csv")]
    [InlineData("ferplus", "fer2013new.csv")]
    [InlineData("ferplus", "FER2013Train/label.csv")]
    [InlineData("affectnet", "training.csv")]
    [InlineData("affectnet", "validation.csv")]
    [InlineData("affectnet-kaggle", "labels.csv")]
    [InlineData("rafdb", "list_patition_label.txt")]
    [InlineData("csv", "faces.csv")]
    public void A_damaged_list_is_imported_or_refused_and_nothing_is_left_half_done(string kind, string list)
    {
        Prepare(list);
        var valid = File.ReadAllBytes(Path.Combine(_tree.Source, list));
        var outcomes = new HashSet<bool>();
        for (var index = 0; index < Damage.Count; index++)
        {
            File.WriteAllBytes(Path.Combine(_tree.Source, list), Damage.To(valid, list, index));
            outcomes.Add(IsImported(kind, kind is "csv" ? list : "", index));
        }

        Assert.Contains(true, outcomes); // some damage leaves other rows whole; if none ever did, nothing would be tested
    }

    [Fact]
    public void A_damaged_array_is_read_or_refused()
    {
        byte[][] valid = [Npy.Text("0.25"), Npy.Doubles("(2, 2)", 1, 2, 3, 4), Npy.File("{'descr': '<i8', 'fortran_order': True, 'shape': (1, 2), }", new byte[16])];
        var read = 0;
        for (var index = 0; index < 20 * Damage.Count; index++)
        {
            try
            {
                read += NumpyFile.Parse(Damage.To(valid[index % valid.Length], "npy", index), "x.npy").Length;
            }
            catch (TableException)
            {
                // refused in the words that are written for the user
            }
        }

        Assert.NotEqual(0, read);
    }

    private bool IsImported(string kind, string path, int index)
    {
        var isImported = true;
        try
        {
            var result = _tree.Import(kind, path: path);
            Assert.Equal(result.Count, _tree.Pictures().Length);
            Assert.Equal(result.Count, _tree.Annotations().Length);
        }
        catch (MienException)
        {
            isImported = false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"damage {index} of {kind} ended in a defect", e);
        }

        if (Directory.Exists(_tree.Result))
        {
            Assert.True(isImported || OutputJob.Unfinished(_tree.Result) is not null, $"damage {index} of {kind} left something that does not say it is unfinished");
            Directory.Delete(_tree.Result, recursive: true);
        }

        return isImported;
    }

    // A small valid collection with this list.
    private void Prepare(string list)
    {
        foreach (var path in (string[])["train/happy/1.png", "train/sad/2.png", "train_1.png", "train_2.png", "test_1.png"])
        {
            _tree.AddPicture(path, (ulong)path.Length);
        }

        if (list is "fer2013.csv" or "fer2013new.csv")
        {
            _tree.AddFer((0, "Training"), (3, "PublicTest"), (6, "PrivateTest"));
        }

        _tree.AddPicture("FER2013Train/1.png");
        _tree.AddPicture("FER2013Train/2.png", 2);
        _tree.AddFile(list, list switch
        {
            "fer2013new.csv" => "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
                + "Training,a,10,0,0,0,0,0,0,0,0,0\nPublicTest,b,0,8,2,0,0,0,0,0,0,0\nPrivateTest,c,0,0,0,9,0,0,0,1,0,0\n",
            "FER2013Train/label.csv" => "1.png,\"(0, 0, 48, 48)\",10,0,0,0,0,0,0,0,0,0\n2.png,\"(0, 0, 48, 48)\",0,8,2,0,0,0,0,0,0,0\n",
            "training.csv" => "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n"
                + "train/happy/1.png,1,1,4,4,1;2;3;4,1,0.5,0.5\n\"train/sad/2.png\",0,0,2,2,,2,-0.5,-2\n",
            "validation.csv" => "train/happy/1.png,1,1,4,4,1;2;3;4,1,0.5,0.5\n\"train/sad/2.png\",0,0,2,2,,2,-0.5,-2\n",
            "labels.csv" => ",pth,label,relFCs\n0,happy/1.png,happy,0.9\n1,sad/2.png,anger,0.4\n",
            "list_patition_label.txt" => "train_1.png 4\ntrain_2.png 5\ntest_1.png 7\n",
            "faces.csv" => "file,label,split,valence,arousal,identity\ntrain/happy/1.png,happy,train,0.5,0.5,a\n\"train/sad/2.png\",sad,val,,,b\n",
            _ => File.ReadAllText(Path.Combine(_tree.Source, "fer2013.csv")),
        });
    }
}
