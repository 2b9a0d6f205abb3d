using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>Fills records from <see cref="ConfigNode"/>s by the table of keys, and goes on after a problem so that all are found.</summary>
internal sealed class RecipeBinder(List<ConfigProblem> problems)
{
    /// <summary>Where each value that was given came from, by full key.</summary>
    public Dictionary<string, string> Origins { get; } = [];

    /// <summary>A record of <paramref name="type"/>; incomplete when there are problems.</summary>
    public object Bind(Type type, MapNode map, ImmutableArray<RecipeKeyInfo> keys)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var entry in map.Entries)
        {
            if (keys.FirstOrDefault(key => key.Name == entry.Key.Text) is { } key)
            {
                Origins[key.Path] = entry.Value.Origin;
                BindValue(record, key, entry.Value);
            }
            else
            {
                problems.Add(new(entry.Key.Origin, $"unknown key '{entry.Key.Text}'{Hint(entry.Key.Text, keys)}"));
            }
        }

        foreach (var missing in keys.Where(key => map.Find(key.Name) is null))
        {
            BindMissing(record, missing, map);
        }

        return record;
    }

    private void BindValue(object record, RecipeKeyInfo key, ConfigNode node)
    {
        if (key.Format is null)
        {
            if (node is MapNode section)
            {
                key.Property.SetValue(record, Bind(key.Property.PropertyType, section, key.Children));
            }
            else
            {
                problems.Add(new(node.Origin, $"'{key.Path}': expected {key.Expected}; but got {node.Describe()}"));
            }
        }
        else if (ReadValue(key, key.Format, node) is (true, var value))
        {
            key.Property.SetValue(record, value);
        }
    }

    private (bool IsRead, object? Value) ReadValue(RecipeKeyInfo key, ValueFormat format, ConfigNode node)
    {
        List<ConfigProblem> found = [];
        var isRead = format.TryRead(node, out var value, found);
        if (!isRead && found.Count == 0)
        {
            var hint = node is ScalarNode scalar ? NearMiss.Hint(scalar.Text, format.Words) : "";
            found.Add(new(node.Origin, $"expected {format.Expected} but got {node.Describe()}{hint}"));
        }

        problems.AddRange(found.Select(problem => problem with { Message = problem.Message.StartsWith($"'{key.Path}", StringComparison.Ordinal) ? problem.Message : $"'{key.Path}': {problem.Message}" }));
        return (isRead, value);
    }

    private void BindMissing(object record, RecipeKeyInfo key, MapNode map)
    {
        if (key.IsRequired)
        {
            problems.Add(new(map.Origin, $"'{key.Path}' is missing: expected {key.Expected}"));
        }
        else if (key.Format is null && key.Children.Any(child => child.IsRequired))
        {
            key.Property.SetValue(record, Bind(key.Property.PropertyType, new MapNode(map.Source, [], map.Line, map.Column), key.Children));
        }
    }

    // A key of another section is the likelier mistake only when no neighbour is near.
    private static string Hint(string name, ImmutableArray<RecipeKeyInfo> neighbours)
    {
        if (RecipeKeys.Leaves.Any(key => key.Path == name))
        {
            var parts = name.Split('.');
            return $"; write it as '{parts[1]}:' below '{parts[0]}:'";
        }

        var nearest = NearMiss.Find(name, neighbours.Select(key => key.Name)) is { } neighbour
            ? neighbours.First(key => key.Name == neighbour).Path
            : RecipeKeys.Leaves.FirstOrDefault(key => key.Name == name)?.Path;
        return nearest is null
            ? $"; expected one of {string.Join(", ", neighbours.Select(key => key.Name))}"
            : $"; did you mean '{nearest}'?";
    }
}
