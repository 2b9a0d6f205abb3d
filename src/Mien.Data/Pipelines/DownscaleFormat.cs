using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>The interpolations of Downscale: one for both ways, a mapping with downscale and upscale, or nothing for nearest.</summary>
internal sealed class DownscaleFormat : ParameterFormat<(Interpolation Down, Interpolation Up)>
{
    private static readonly CodeFormat<Interpolation> Way = new(ParameterBinder.InterpolationNames);

    public override string Expected => $"{Way.Expected}, or a mapping with downscale and upscale";

    public override Refusal? Read(ConfigNode node, out (Interpolation Down, Interpolation Up) value)
    {
        value = (Interpolation.Nearest, Interpolation.Nearest);
        if (node is ScalarNode { IsNothing: true })
        {
            return null;
        }

        if (node is not MapNode map)
        {
            var refusal = Way.Read(node, out var both);
            value = (both, both);
            return refusal;
        }

        if (map.Entries.Length != 2 || map.Find("downscale")?.Value is not { } down || map.Find("upscale")?.Value is not { } up)
        {
            return Refuse(node);
        }

        return Way.Read(down, out value.Down) ?? Way.Read(up, out value.Up);
    }

    public override ConfigNode Write((Interpolation Down, Interpolation Up) value) =>
        Written.Map([Written.Entry("downscale", Way.Write(value.Down)), Written.Entry("upscale", Way.Write(value.Up))]);
}
