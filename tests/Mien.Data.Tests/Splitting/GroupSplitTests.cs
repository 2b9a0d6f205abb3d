using Mien.Core;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

public sealed class GroupSplitTests : IDisposable
{
    private readonly SplitFolder _folder = new();

    public GroupSplitTests()
    {
        for (var number = 0; number < 200; number++)
        {
            _folder.Tree.AddFile($"in/train/{(number % 3 == 0 ? "happy" : "sad")}/{number % 40}_{number}.png", "x");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void A_person_is_on_one_side_and_the_counts_are_near_the_rule(double validation)
    {
        var plan = DataSplit.Plan(_folder.Options with { GroupPattern = @"^(\d+)_", Rule = new() { ValidationFraction = validation } });
        Assert.All(plan.Pictures.GroupBy(picture => Path.GetFileName(picture.Path).Split('_')[0]), person => Assert.Single(person.Select(picture => picture.Part).Distinct()));

        // A person has five pictures, so a part can be off by two or three in a class where all else fits.
        Assert.All(plan.Counts.Zip(plan.RuleCounts), pair => Assert.InRange(pair.First.Train - pair.Second.Train, -3, 3));
        Assert.All(plan.Counts.Zip(plan.RuleCounts), pair => Assert.InRange(pair.First.Validation - pair.Second.Validation, -3, 3));
    }

    [Fact]
    public void A_column_of_annotations_tells_people_apart()
    {
        var lines = Directory.GetFiles(Path.Combine(_folder.Source, "train"), "*", SearchOption.AllDirectories)
            .Select(path => $"{Path.GetRelativePath(_folder.Source, path)},p{Path.GetFileName(path).Split('_')[0]}");
        _folder.Tree.AddFile("in/annotations.csv", "filename,identity\n" + string.Join('\n', lines));
        var plan = DataSplit.Plan(_folder.Options with { GroupColumn = "identity" });
        Assert.All(plan.Pictures.GroupBy(picture => Path.GetFileName(picture.Path).Split('_')[0]), person => Assert.Single(person.Select(picture => picture.Part).Distinct()));
    }

    [Theory]
    [InlineData(@"^(\d+)_(", "regular expression")]
    [InlineData(@"^\d+_", "one group")]
    [InlineData(@"^(\d)(\d)_", "one group")]
    [InlineData(@"^(zzz)", "does not tell")]
    [InlineData(@"^(\d|\d\d)+!$", "over a second")]
    public void A_pattern_that_does_not_work_is_explained(string pattern, string explanation)
    {
        _folder.Tree.AddFile($"in/train/sad/{new string('1', 60)}.png", "x");
        Assert.Contains(explanation, Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Options with { GroupPattern = pattern })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_nowhere_is_misuse() =>
        Assert.Contains("annotations.csv", Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Options with { GroupColumn = "identity" })).Message, StringComparison.Ordinal);
}
