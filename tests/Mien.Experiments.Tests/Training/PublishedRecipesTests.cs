using Mien.Training;

namespace Mien.Experiments.Tests;

/// <summary>Every recipe of the project trains: an epoch on a few tiny pictures, with everything else as it is written.</summary>
public sealed class PublishedRecipesTests(PublishedRecipesTests.TinyFaces faces) : IClassFixture<PublishedRecipesTests.TinyFaces>
{
    private const int LargestInputPx = 48;

    private static string Folder { get; } = Path.Combine(Repository.Root, "recipes");

    // Those that begin with augment- are pipelines of transforms, which recipes name.
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.yml").Select(path => Path.GetFileNameWithoutExtension(path)!).Where(name => !name.StartsWith("augment-", StringComparison.Ordinal))];

    // No run folder: half a gigabyte of checkpoints for a ResNet-152 would be most of the time.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_resolves_and_trains_for_an_epoch(string name)
    {
        var file = Path.Combine(Folder, name + ".yml");
        var written = Experiment.ReadRecipe(file);
        string[] overrides =
        [
            $"data.path={faces.Drawn.Faces}", "data.validation=0.4", "epochs=1", "batch=8", "threads=2", "workers=1", "precision=float32",
            "model.weights=none", "model.mode=auto", // published weights are not part of the project
            $"model.input={Math.Min(LargestInputPx, written.Model.InputPx)}",
            $"optimizer.lr={Math.Min(written.Optimizer.LearningRate, 1e-4)}", // deep networks diverge at 0.1 within two steps on so few pictures
        ];
        var data = ExperimentData.Load(Experiment.ReadRecipe(file, overrides));
        var (resolved, _) = RecipeResolver.Resolve(Experiment.ReadRecipe(file, overrides), data);
        using var session = new TrainingSession(resolved, data);
        var report = session.CreateTrainer([], TimeProvider.System).Fit(TestContext.Current.CancellationToken);
        Assert.Equal((FitOutcome.Finished, 1), (report.Outcome, report.History.Length));
    }

    public sealed class TinyFaces : IDisposable
    {
        public TinyFaces() => File.WriteAllLines(
            Path.Combine(Drawn.Faces, "annotations.csv"),
            Directory.GetFiles(Drawn.Faces, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Drawn.Faces, path))
                .Select(path => $"{path},{Path.GetDirectoryName(path)},0.5,-0.25,").Prepend("filename,label,valence,arousal,identity"));

        internal DrawnFaces Drawn { get; } = new(picturesPerClass: 4);

        public void Dispose() => Drawn.Dispose();
    }
}
