// loader RECIPE EPOCHS [KEY=VALUE ...]: reads, varies and normalises the training pictures of a recipe as training does, with nobody who
// trains on them. Prints pictures a second of every epoch behind the first, which decodes, as JSON.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mien.Data;
using Mien.Training;

var recipe = RecipeReader.Read(args[0], args.Skip(2));
var data = FolderDataset.Read(recipe.Data.Path);
using var loader = new DataLoader(data, recipe.Preprocessing, new()
{
    BatchSize = recipe.BatchSize,
    Workers = recipe.Workers ?? 0,
    Seed = recipe.Seed,
    Shuffle = true,
    Augment = recipe.Augment.Pipeline,
});
loader.Prepare();
var speeds = new List<double>();
for (var epoch = 0; epoch <= int.Parse(args[1], CultureInfo.InvariantCulture); epoch++)
{
    var watch = Stopwatch.StartNew();
    var count = loader.Epoch(epoch).Sum(batch => batch.Count);
    if (epoch > 0)
    {
        speeds.Add(count / watch.Elapsed.TotalSeconds);
    }
}

Console.WriteLine(JsonSerializer.Serialize(new { images_per_second = speeds }));
