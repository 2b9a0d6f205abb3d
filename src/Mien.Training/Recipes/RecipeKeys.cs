using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Mien.Training;

/// <summary>One key of recipes.</summary>
/// <param name="Path">Full name: <c>optimizer.lr</c>.</param>
/// <param name="Name">Its last part: <c>lr</c>.</param>
/// <param name="Property">The property that holds it.</param>
/// <param name="Attribute">Range and use.</param>
/// <param name="Format">How its values are written; null for a section.</param>
/// <param name="Children">The keys of a section, or of the records in a list; empty for a value.</param>
internal sealed record RecipeKeyInfo(
    string Path, string Name, PropertyInfo Property, RecipeKeyAttribute Attribute, ValueFormat? Format, ImmutableArray<RecipeKeyInfo> Children)
{
    /// <summary>True when there is no default.</summary>
    public bool IsRequired => Format is not null && Property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));

    /// <summary>What a value of this key, or the section, looks like.</summary>
    public string Expected => Format?.Expected ?? "keys below it: " + string.Join(", ", Children.Select(child => child.Name));
}

/// <summary>The table of all keys, made from the properties of <see cref="Recipe"/>.</summary>
internal static class RecipeKeys
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<RecipeKeyInfo>> ByRecord = new();

    /// <summary>The keys at the top, in the order in which they are declared and written.</summary>
    public static ImmutableArray<RecipeKeyInfo> Root { get; } = Of(typeof(Recipe), prefix: "");

    /// <summary>Every key that has a value, with its section's keys in order.</summary>
    public static IEnumerable<RecipeKeyInfo> Leaves => Root.SelectMany(WithChildren).Where(key => key.Format is not null);

    private static IEnumerable<RecipeKeyInfo> WithChildren(RecipeKeyInfo key) => key.Children.SelectMany(WithChildren).Prepend(key);

    /// <summary>The keys of one record.</summary>
    public static ImmutableArray<RecipeKeyInfo> Of(Type record) => ByRecord.GetOrAdd(record, static type => Of(type, prefix: ""));

    private static ImmutableArray<RecipeKeyInfo> Of(Type record, string prefix) =>
    [
        .. from property in record.GetProperties()
           let attribute = property.GetCustomAttribute<RecipeKeyAttribute>()
           where attribute is not null
           let path = prefix + attribute.Name
           let items = ItemsOf(property.PropertyType)
           let children = items is not null ? Of(items, path + "[].") : []
           let format = items is not null ? ListFormat(items, children) : FormatOf(property.PropertyType, attribute)
           select new RecipeKeyInfo(path, attribute.Name, property, attribute, format, format is null ? Of(property.PropertyType, path + ".") : children),
    ];

    // The record that a list is made of; null for anything but a list of records.
    private static Type? ItemsOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RecordList<>) && type.GetGenericArguments()[0] is { IsClass: true } items && items != typeof(string) ? items : null;

    private static ValueFormat ListFormat(Type record, ImmutableArray<RecipeKeyInfo> keys) =>
        (ValueFormat)Activator.CreateInstance(typeof(RecordListFormat<>).MakeGenericType(record), keys)!;

    private static ValueFormat? FormatOf(Type type, RecipeKeyAttribute attribute)
    {
        var bounds = new Bounds(attribute.AtLeast, attribute.Above, attribute.AtMost, attribute.Below);
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        ValueFormat? format =
            bare == typeof(bool) ? new BoolFormat()
            : bare == typeof(int) ? new WholeNumberFormat<int>(bounds)
            : bare == typeof(ulong) ? new WholeNumberFormat<ulong>(bounds with { AtLeast = 0 })
            : bare == typeof(double) ? new NumberFormat(bounds)
            : bare == typeof(string) ? new TextFormat(attribute.IsPath)
            : bare.IsEnum ? new ChoiceFormat(bare)
            : bare == typeof(ValidationSource) ? new ValidationFormat()
            : bare == typeof(ClassWeighting) ? new ClassWeightingFormat()
            : bare == typeof(NormalizeRecipe) ? new NormalizeFormat()
            : bare == typeof(HeadRecipe) ? new HeadFormat()
            : bare == typeof(StartingWeights) ? new StartingWeightsFormat()
            : bare == typeof(NamePatterns) ? new NamePatternsFormat()
            : bare == typeof(AugmentRecipe) ? new AugmentFormat()
            : bare == typeof(RecordList<int>) ? new RisingNumbersFormat()
            : bare == typeof(RecordList<string>) ? new NamesFormat()
            : null;
        return format is not null && attribute.NullWord is { } word ? new NullableFormat(word, format) : format;
    }
}
