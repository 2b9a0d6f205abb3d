using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>A transform that happens with a probability; names, parameters and defaults are those of Albumentations 1.3.</summary>
public abstract record RandomTransform : ITransform
{
    /// <summary>How often the change happens, in [0, 1]; default 0.5 (<c>p</c>).</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Makes the change happen whatever <see cref="Probability"/> says; default false (<c>always_apply</c>).</summary>
    public bool AlwaysApply { get; init; }

    /// <inheritdoc/>
    public virtual bool TreatsChannelsAlike => true;

    /// <inheritdoc/>
    public Image Apply(Image image, ref RandomStream random, ImagePool pool)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(pool);

        // The draw is consumed even when it cannot matter, as in the original: p does not shift the draws that follow.
        var happens = random.NextBool(Probability) || AlwaysApply;
        return happens ? Change(image, ref random, pool) : image;
    }

    /// <summary>Draws the parameters and applies the change; see <see cref="ITransform.Apply"/>.</summary>
    protected abstract Image Change(Image image, ref RandomStream random, ImagePool pool);
}
