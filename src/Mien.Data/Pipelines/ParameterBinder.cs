using System.Collections.Immutable;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Pipelines;

/// <summary>
/// Goes through the parameters of a transform, each named once by its <c>Bind</c>. What happens with them depends on the
/// binder: <see cref="ParameterReader"/> takes them from a file, <see cref="ParameterWriter"/> notes them for saving. So
/// reader, writer, hints and documentation cannot disagree.
/// </summary>
internal abstract class ParameterBinder
{
    /// <summary>In the order of OpenCV's numbers.</summary>
    internal static readonly string[] InterpolationNames = ["nearest", "linear", "cubic", "area"];

    /// <summary>One parameter.</summary>
    /// <param name="key">Albumentations' name.</param>
    /// <param name="value">The value that the transform has: the default while reading.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="isSaved">False for a parameter that is only another way to give others.</param>
    /// <returns>The value that the transform should have.</returns>
    public abstract T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true);

    /// <summary>Whether a file is being read that has a value, other than nothing, for the parameter.</summary>
    public virtual bool IsGiven(string key) => false;

    /// <summary>Whether a file is being read that has no value for any of the parameters.</summary>
    public virtual bool AreMissing(params ReadOnlySpan<string> keys) => false;

    /// <summary>Says, while reading, that the parameter must be in the file.</summary>
    public virtual void Require(string key)
    {
    }

    /// <summary>Refuses, while reading, what fits the format of the parameter but not the other parameters.</summary>
    /// <param name="key">The parameter that the message points at.</param>
    /// <param name="holds">Whether all is well.</param>
    /// <param name="expected">To follow "expected limit of Rotate": "to be above 0".</param>
    public virtual void Check(string key, bool holds, string expected)
    {
    }

    /// <summary>Warns, while reading, of what works but is hardly meant.</summary>
    public virtual void Warn(string key, bool applies, string message)
    {
    }

    /// <summary>A parameter that has nothing to do with pictures. Any value but the one that Albumentations saves gets a warning.</summary>
    public abstract void HasNoEffect(string key, string saved);

    /// <summary>The transforms inside a container.</summary>
    public abstract ImmutableArray<ITransform> Children(string key, ImmutableArray<ITransform> value);

    public bool Flag(string key, bool value) => Bind(key, value, new FlagFormat());

    public Number Number(string key, Number value, double min, double max) => Bind(key, value, new NumberFormat(min, max));

    public int Whole(string key, int value, int min, int max) => Bind(key, value, new WholeFormat(min, max));

    public int? OptionalWhole(string key, int? value, int min, int max) => Bind(key, value, new OptionalFormat<int>(new WholeFormat(min, max)));

    /// <summary>A whole number above 0 that must be given.</summary>
    public int RequiredSize(string key, int value)
    {
        Require(key);
        return Whole(key, value, 1, 16_384);
    }

    /// <summary>A pair, or a number n that means [-n, n].</summary>
    public ValueRange SymmetricRange(string key, ValueRange value, double min, double max, bool isSaved = true) =>
        Bind(key, value, new RangeFormat(min, max, ValueRange.Symmetric), isSaved);

    /// <summary>A pair, or a number n that means exactly n.</summary>
    public ValueRange ExactRange(string key, ValueRange value, double min, double max) =>
        Bind(key, value, new RangeFormat(min, max, ValueRange.Exactly));

    /// <summary>The same; nothing stands for the default.</summary>
    public ValueRange OptionalExactRange(string key, ValueRange value, double min, double max) =>
        Bind(key, value, new OptionalFormat<ValueRange>(new RangeFormat(min, max, ValueRange.Exactly))) ?? value;

    /// <summary>A pair, or a number n that means [low, n], or [n, low] if it is lower.</summary>
    public ValueRange RangeFrom(string key, Number low, ValueRange value, double min, double max) =>
        Bind(key, value, new RangeFormat(min, max, number => Ordered(low, number)));

    /// <summary>A pair of whole numbers, or a number n that means [low, n], or [n, low] if it is lower.</summary>
    public ValueRange WholeRangeFrom(string key, int low, ValueRange value, int min, int max) =>
        Bind(key, value, new RangeFormat(min, max, number => Ordered(low, number), isWhole: true));

    /// <summary>A pair and nothing else.</summary>
    public ValueRange PairOfNumbers(string key, ValueRange value, double min, double max) => Bind(key, value, new PairFormat(min, max));

    /// <summary>A number or pair for both axes, or a mapping with x, y or both; nothing stands for the default.</summary>
    public (ValueRange X, ValueRange Y) Axes(
        string key, (ValueRange X, ValueRange Y) value, Number missingAxis, double min, double max, bool isWhole = false) =>
        Bind(key, value, new OptionalFormat<(ValueRange, ValueRange)>(new AxesFormat(new(min, max, ValueRange.Exactly, isWhole), missingAxis))) ?? value;

    public string Word(string key, string value, params string[] words) => Bind(key, value, new WordFormat(words));

    public string Text(string key, string value) => Bind(key, value, new TextFormat());

    /// <summary>One of several things that Albumentations numbers from 0 in the order of the names.</summary>
    public T Code<T>(string key, T value, params string[] names)
        where T : struct, Enum => Bind(key, value, new CodeFormat<T>(names));

    public Core.Interpolation Interpolation(Core.Interpolation value, string key = "interpolation") => Code(key, value, "nearest", "linear", "cubic");

    /// <summary>The interpolation of a change of size, which may also be by area.</summary>
    public Core.Interpolation Resampling(Core.Interpolation value) => Code("interpolation", value, InterpolationNames);

    public BorderMode Border(string key, BorderMode value) => Code(key, value, "constant", "replicate", "reflect", "wrap", "reflect101");

    /// <summary>A colour or a number for each channel; nothing is allowed.</summary>
    public ChannelValues? ChannelValues(string key, ChannelValues? value, double min = 0, double max = 255) =>
        Bind(key, value, new ChannelValuesFormat(min, max));

    private static ValueRange Ordered(Number first, Number second) => first <= second ? new(first, second) : new(second, first);
}

/// <summary>What can be saved and read back: it names its parameters.</summary>
internal interface IBindable : ITransform
{
    /// <summary>The name that pipelines use.</summary>
    string Name { get; }

    /// <summary>A copy with the values that the binder gives.</summary>
    IBindable Bind(ParameterBinder binder);
}
