using Mien.Core;
using Mien.Data;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class DataChoiceTests : IDisposable
{
    private readonly DrawnFaces _faces = new(picturesPerClass: 20);

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void Folds_divide_the_pictures_so_that_each_is_validated_once()
    {
        var folds = Enumerable.Range(1, 5).Select(fold => Load("data.folds=5", $"data.fold={fold}")).ToArray();
        Assert.Equal(60, folds.SelectMany(fold => fold.Validation.Samples).Distinct().Count());
        Assert.All(folds, fold => Assert.Equal([4, 4, 4], fold.Validation.ClassCounts));
        Assert.All(folds, fold => Assert.Empty(fold.Train.Samples.Intersect(fold.Validation.Samples)));
    }

    [Fact]
    public void A_limit_takes_a_part_of_every_class_from_training_and_leaves_validation_whole()
    {
        var (whole, part) = (Load(), Load("data.limit=0.25"));
        Assert.Equal(whole.Validation.Samples, part.Validation.Samples);
        Assert.Equal([3, 3, 3], part.Train.ClassCounts);
        Assert.Empty(part.Train.Samples.Except(whole.Train.Samples));
        Assert.NotEqual(part.Train.Samples, Load("data.limit=0.25", "seed=2").Train.Samples);
    }

    [Theory]
    [InlineData("data.validation=0.25")]
    [InlineData("data.folds=4")]
    public void People_are_kept_apart_where_annotations_know_them(string division)
    {
        WritePeople(index => $"person{index / 5}");
        var data = Load(division);
        Assert.True(data.KeepsPeopleApart);
        Assert.Empty(People(data.Train).Intersect(People(data.Validation)));
        Assert.Equal(15, data.Validation.Samples.Length);
        Assert.False(Load(division, "data.group=none").KeepsPeopleApart);

        static IEnumerable<int> People(FaceDataset part) =>
            part.Samples.Select(sample => (sample.Label * 100) + (int.Parse(Path.GetFileNameWithoutExtension(sample.Path), System.Globalization.CultureInfo.InvariantCulture) / 5));
    }

    [Fact]
    public void People_who_are_not_all_known_are_kept_apart_only_on_request_which_is_refused()
    {
        WritePeople(index => index == 7 ? "" : $"person{index}");
        Assert.False(Load().KeepsPeopleApart);
        Assert.Contains("names the person of every picture", Assert.Throws<ConfigException>(() => Load("data.group=identity")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void People_cannot_be_kept_apart_by_a_folder_of_validation_pictures()
    {
        var message = Assert.Throws<ConfigProblemsException>(() => Load("data.validation=elsewhere", "data.group=identity")).Message;
        Assert.Contains("--set data.group: 'data.group': expected auto or none with a folder of validation pictures", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_beyond_the_folds_is_refused() =>
        Assert.Contains("'data.fold': expected at most data.folds (3) but got '4'", Assert.Throws<ConfigProblemsException>(() => Load("data.folds=3", "data.fold=4")).Message, StringComparison.Ordinal);

    private ExperimentData Load(params string[] overrides) => ExperimentData.Load(RecipeReader.Parse(_faces.Recipe(), "r.yml", _faces.Folder, overrides));

    private void WritePeople(Func<int, string> person) => File.WriteAllLines(
        Path.Combine(_faces.Faces, "annotations.csv"),
        Directory.GetFiles(_faces.Faces, "*.png", SearchOption.AllDirectories).Select(path => Row(Path.GetRelativePath(_faces.Faces, path), person)).Prepend("filename,label,valence,arousal,identity"));

    private static string Row(string path, Func<int, string> person)
    {
        var name = person(int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture));
        var label = Path.GetDirectoryName(path);
        return $"{path},{label},,,{(name.Length > 0 ? label + name : "")}";
    }
}
