using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien sweep</c>: one recipe trained with several values of its keys.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string>("RECIPE") { Description = "A recipe (YAML); docs/recipe.md lists its keys" };
        var grid = new Option<string[]>("--grid") { Description = "Values of a key; every combination of all grids is trained", HelpName = "key=a,b", DefaultValueFactory = _ => [] };
        var range = new Option<string[]>("--range") { Description = "A range of a key to draw from; needs --random", HelpName = "key=low..high", DefaultValueFactory = _ => [] };
        var random = new Option<int?>("--random") { Description = "Train so many combinations, drawn from ranges and grids", HelpName = "n" };
        var seed = new Option<ulong>("--seed") { Description = "Decides the draws of --random", HelpName = "n", DefaultValueFactory = _ => 1 };
        var halving = new Option<int?>("--halving") { Description = "Successive halving: at a few epochs only the best of every so many runs go on", HelpName = "n" };
        var run = new Option<string?>("--run") { Description = "Folder of the runs; default: runs/<recipe>-<number>", HelpName = "dir" };
        var set = new Option<string[]>("--set") { Description = "Changes a key of the recipe for all runs; may be given often", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var command = new ExampleCommand(
            "sweep",
            "Train a recipe with several values of its keys, one run after another, and rank them. Every run is a folder like that of mien train. "
            + "A sweep that was stopped or killed goes on with: mien train --resume DIR.",
            "mien sweep recipes/faces-resnet18.yml --grid optimizer.lr=1e-3,1e-4 --grid batch=32,64",
            "mien sweep recipes/faces-resnet18.yml --range optimizer.lr=1e-4..1e-1 --random 20 --halving 3") { recipe, grid, range, random, seed, halving, run, set };
        command.Check(result => RequireAxes(result, grid, range, random, halving));
        command.SetAction(parsed =>
        {
            SweepAxis[] axes = [.. parsed.GetValue(grid)!.Select(SweepAxis.ParseList), .. parsed.GetValue(range)!.Select(SweepAxis.ParseRange)];
            var members = parsed.GetValue(random) is { } count ? SeriesMembers.Random(axes, count, parsed.GetValue(seed)) : SeriesMembers.Grid(axes);
            var path = parsed.GetValue(recipe)!;
            var plan = SeriesPlan.Of(path, parsed.GetValue(set)!, members) with { Halving = parsed.GetValue(halving) };
            return SeriesDisplay.Start(parsed, plan, parsed.GetValue(run), Path.GetFileNameWithoutExtension(path));
        });
        return command;
    }

    private static void RequireAxes(CommandResult result, Option<string[]> grid, Option<string[]> range, Option<int?> random, Option<int?> halving)
    {
        var (lists, ranges, draws) = (result.GetValue(grid)!.Length, result.GetValue(range)!.Length, result.GetValue(random));
        if (lists + ranges == 0)
        {
            result.AddError("Expected at least one --grid key=a,b, or --range key=low..high with --random.");
        }

        if (ranges > 0 && draws is null)
        {
            result.AddError("Expected --random with --range: how many values to draw.");
        }

        if (draws is < 1 || result.GetValue(halving) is < 2)
        {
            result.AddError("Expected at least 1 for --random and at least 2 for --halving.");
        }
    }
}
