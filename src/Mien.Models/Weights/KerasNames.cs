using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Weights;

/// <summary>
/// The layers of Keras in a net here: a layer "conv2_block1_1_conv" is the module "conv2.block1.1_conv", whose name has dots where stages
/// and blocks end.
/// </summary>
internal static class KerasNames
{
    /// <summary>The names in a file by the names of the net; a layer that the net does not have keeps its own.</summary>
    /// <param name="names">"layer.weight".</param>
    /// <param name="module">The net.</param>
    /// <exception cref="CheckpointException">Two layers stand for one module.</exception>
    public static Dictionary<string, string> Translate(ImmutableArray<string> names, Module module)
    {
        var modules = module.NamedModules().GroupBy(item => item.Name.Replace('.', '_')).ToDictionary(group => group.Key, group => group.First().Name);
        var translated = names.ToDictionary(name => name, name =>
        {
            var end = name.LastIndexOf('.');
            return modules.GetValueOrDefault(name[..end], name[..end]) + name[end..];
        });
        return translated.Values.CountBy(name => name).FirstOrDefault(item => item.Value > 1) is { Key: { } twice }
            ? throw new CheckpointException($"The weights have '{twice}' twice, as those of two layers of Keras.")
            : translated;
    }
}
