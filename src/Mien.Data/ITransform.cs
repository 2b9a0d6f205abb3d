using Mien.Core;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>A random change of a picture. Without state: any number of threads may share one.</summary>
public interface ITransform
{
    /// <summary>
    /// How often the change happens, in [0, 1]; inside a container that chooses among its children, how likely this one is
    /// chosen relative to the others.
    /// </summary>
    double Probability { get; }

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

    /// <summary>Decides whether the change happens, draws its parameters and applies it.</summary>
    /// <param name="image">The picture; it is not written to.</param>
    /// <param name="random">The only source of randomness.</param>
    /// <param name="context">Lends the picture that the result is written to, and notes what was applied.</param>
    /// <param name="isForced">The change happens whatever <see cref="Probability"/> says: a container has chosen this transform.</param>
    /// <returns><paramref name="image"/> itself when nothing was changed, otherwise a picture of the context's pool.</returns>
    Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false);
}
