using Mien.Core;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>A random change of a picture during training. Without state: any number of threads may share one.</summary>
public interface ITransform
{
    /// <summary>
    /// True when the change must see the picture as it was decoded, for example a random crop. Otherwise the loader resizes
    /// pictures to the model's input first, which is faster and lets its cache hold small pictures.
    /// </summary>
    bool NeedsFullSize => false;

    /// <summary>
    /// True when every channel is changed alike, so that a grey picture in one channel gives the same result as in three
    /// equal ones. The loader then keeps grey pictures in one channel, at a third of memory and time.
    /// </summary>
    bool TreatsChannelsAlike { get; }

    /// <summary>Draws parameters from <paramref name="random"/> and applies the change.</summary>
    /// <param name="image">The picture; it is not written to.</param>
    /// <param name="random">The only source of randomness.</param>
    /// <param name="pool">Lends the picture that the result is written to.</param>
    /// <returns><paramref name="image"/> itself when nothing was changed, otherwise a picture of <paramref name="pool"/>.</returns>
    Image Apply(Image image, ref RandomStream random, ImagePool pool);
}
