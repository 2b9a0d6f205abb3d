using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Mien.Core;

namespace Mien.Training;

/// <summary>A list of records, numbers or names in a recipe; equal to another one with equal items.</summary>
/// <typeparam name="T">A record with recipe keys, a whole number or text.</typeparam>
/// <param name="items">The items, in order.</param>
[CollectionBuilder(typeof(RecordList), nameof(RecordList.Create))]
public sealed class RecordList<T>(ImmutableArray<T> items) : IReadOnlyList<T>, IEquatable<RecordList<T>>
{
    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <inheritdoc/>
    public bool Equals(RecordList<T>? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes lists from collection expressions.</summary>
public static class RecordList
{
    /// <summary>A list of these items.</summary>
    public static RecordList<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}

/// <summary>Lists of records, each a mapping with the record's keys.</summary>
internal sealed class RecordListFormat<T>(ImmutableArray<RecipeKeyInfo> keys) : ValueFormat
    where T : class
{
    public override string Expected => $"a list of {{{string.Join(", ", keys.Select(key => key.Name + ": ..."))}}}, or [] for none";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        if (node is not ListNode list)
        {
            return false;
        }

        List<ConfigProblem> found = [];
        var binder = new RecipeBinder(found);
        foreach (var wrong in list.Items.Where(item => item is not MapNode))
        {
            found.Add(new(wrong.Origin, $"expected {{{string.Join(", ", keys.Select(key => key.Name + ": ..."))}}} but got {wrong.Describe()}"));
        }

        RecordList<T> records = [.. list.Items.OfType<MapNode>().Select(map => Bind(binder, map, found))];
        found.ForEach(problems.Add);
        value = found.Count == 0 ? records : null;
        return value is not null;
    }

    private T Bind(RecipeBinder binder, MapNode map, List<ConfigProblem> found)
    {
        var record = (T)binder.Bind(typeof(T), map, keys);
        foreach (var key in keys.Where(key => !RecipeChecks.AppliesTo(key, record)))
        {
            if (map.Find(key.Name) is { } unused)
            {
                found.Add(new(unused.Value.Origin, RecipeChecks.NotUsed(key, record)));
            }
        }

        return record;
    }

    // What is at its default is left out: lists are read by people, and defaults of items do not depend on anything.
    public override ConfigNode Write(object? value)
    {
        var usual = Activator.CreateInstance<T>();
        return List(((RecordList<T>)value!).Select(record => Map(
            from key in keys
            let own = key.Property.GetValue(record)
            where key.IsRequired || !Equals(own, key.Property.GetValue(usual))
            select (key.Name, key.Format!.Write(own)))));
    }
}

/// <summary>Lists of whole numbers, rising.</summary>
internal sealed class RisingNumbersFormat : ValueFormat
{
    public override string Expected => "a list of rising whole numbers of at least 1, such as [30, 60]";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        var one = new WholeNumberFormat<int>(new(1, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity));
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var item in (node as ListNode)?.Items ?? [])
        {
            if (!one.TryRead(item, out var number, problems) || (int)number! <= numbers.LastOrDefault())
            {
                problems.Add(new(item.Origin, $"expected {Expected} but got {item.Describe()}"));
                break;
            }

            numbers.Add((int)number);
        }

        value = new RecordList<int>(numbers.ToImmutable());
        return node is ListNode && problems.Count == 0;
    }

    public override ConfigNode Write(object? value) =>
        List(((RecordList<int>)value!).Select(number => Word(number.ToString(System.Globalization.CultureInfo.InvariantCulture))));
}

/// <summary>Lists of names.</summary>
internal sealed class NamesFormat : ValueFormat
{
    public override string Expected => "a list of names, or [] for none";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        var items = (node as ListNode)?.Items ?? [];
        value = new RecordList<string>([.. items.OfType<ScalarNode>().Select(item => item.Text)]);
        return node is ListNode && items.All(item => item is ScalarNode { IsNothing: false, Text: not "" });
    }

    public override ConfigNode Write(object? value) => List(((RecordList<string>)value!).Select(name => new ScalarNode(Word("").Source, name, Quoted: YamlText.NeedsQuotes(name))));
}
