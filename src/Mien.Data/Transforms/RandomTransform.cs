using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>A transform that happens with a probability; names, parameters and defaults are those of Albumentations 1.3.</summary>
public abstract record RandomTransform : IBindable
{
    /// <summary>How often the change happens, in [0, 1]; default 0.5 (<c>p</c>).</summary>
    public Number Probability { get; init; } = 0.5;

    /// <summary>Makes the change happen whatever <see cref="Probability"/> says; default false (<c>always_apply</c>).</summary>
    public bool AlwaysApply { get; init; }

    /// <inheritdoc/>
    public virtual bool NeedsFullSize => false;

    /// <inheritdoc/>
    public virtual bool TreatsChannelsAlike => true;

    /// <summary>The name that pipelines use.</summary>
    public string Name => GetType().Name;

    /// <inheritdoc/>
    public Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(context);

        // The draw is consumed even when it cannot matter, as in the original: p does not shift the draws that follow.
        var happens = random.NextBool(Probability) || AlwaysApply || isForced;
        return happens ? DrawAndChange(image, ref random, context) : image;
    }

    double ITransform.Probability => Probability;

    IBindable IBindable.Bind(ParameterBinder binder) => Bind(binder) with
    {
        Probability = binder.Number("p", Probability, 0, 1),
        AlwaysApply = binder.Flag("always_apply", AlwaysApply),
    };

    /// <summary>Names the parameters of the transform, each once: a copy with the values that the binder gives.</summary>
    private protected abstract RandomTransform Bind(ParameterBinder binder);

    private protected abstract Image DrawAndChange(Image image, ref RandomStream random, TransformContext context);
}

/// <summary>A transform in two steps: what is random is drawn first, then applied by a function that draws nothing.</summary>
/// <typeparam name="TDraw">What is drawn. Its properties carry the names of Albumentations' parameters; it may be stored as JSON.</typeparam>
public abstract record RandomTransform<TDraw> : RandomTransform
    where TDraw : struct
{
    /// <summary>Draws the parameters of one change.</summary>
    /// <param name="random">The only source of randomness; the order of draws is part of the format.</param>
    /// <param name="image">The picture that will be changed, for parameters that depend on its size or values.</param>
    public abstract TDraw Draw(ref RandomStream random, Image image);

    /// <summary>Changes the picture by drawn parameters.</summary>
    /// <param name="image">The picture; it is not written to.</param>
    /// <param name="draw">The parameters.</param>
    /// <param name="pool">Lends the picture that the result is written to.</param>
    /// <returns><paramref name="image"/> itself when these parameters change nothing, otherwise a picture of the pool.</returns>
    public abstract Image Change(Image image, in TDraw draw, ImagePool pool);

    private protected override Image DrawAndChange(Image image, ref RandomStream random, TransformContext context)
    {
        var draw = Draw(ref random, image);
        context.Applied?.Add(new(Name, draw));
        return Change(image, draw, context.Pool);
    }
}

/// <summary>What a transform draws that draws nothing.</summary>
public readonly record struct NoDraw;
