using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Inference;

/// <summary>Reads the part of a description of a model that says how a picture becomes the input.</summary>
internal sealed class PreprocessingReader(SidecarValues values, ICollection<ConfigProblem> problems)
{
    private const int LargestSidePx = ModelMetadata.LargestSidePx;

    public Preprocessing Read(MapNode root)
    {
        if (values.Required(root, SidecarKeys.Preprocessing) is not { } node || values.Map(node, SidecarKeys.OfPreprocessing) is not { } map)
        {
            return Preprocessing.ImageNet(1);
        }

        var channels = Channels(map);
        return new()
        {
            WidthPx = Side(map, SidecarKeys.Width),
            HeightPx = Side(map, SidecarKeys.Height),
            Channels = channels,
            Enlarge = values.Choice(map, SidecarKeys.Enlarge, Interpolation.Linear),
            Scaling = Scaling(map, channels),
        };
    }

    private int Channels(MapNode map)
    {
        if (values.Number(map, SidecarKeys.Channels, 1, 3, isWhole: true) is not { } number)
        {
            return 3;
        }

        if (number == 2)
        {
            values.Refuse(map.Find(SidecarKeys.Channels)!.Value, "1 channel (grey) or 3 (colour)");
            return 3;
        }

        return (int)number;
    }

    private int Side(MapNode map, string key) => values.Required(map, key) is null ? 1 : (int)(values.Number(map, key, 1, LargestSidePx, isWhole: true) ?? 1);

    private PixelScaling Scaling(MapNode map, int channels)
    {
        var named = Named(map, channels);
        if (named is null)
        {
            foreach (var key in new[] { SidecarKeys.Divisor, SidecarKeys.Mean, SidecarKeys.Deviation }.Where(key => map.Find(key) is null))
            {
                problems.Add(new(map.Origin, $"expected 'scaling' (one of {string.Join(", ", PixelScaling.All)}) or numbers of one's own, but there is no '{key}'"));
            }
        }

        var isBgr = named?.IsBgr ?? false;
        if (map.Find(SidecarKeys.Order)?.Value is { } order)
        {
            isBgr = order is ScalarNode { Text: "bgr" };
            if (order is not ScalarNode { Text: "bgr" or "rgb" })
            {
                values.Refuse(order, "rgb or bgr for 'order'");
            }
        }

        var scaling = new PixelScaling(named?.Name ?? "", PerChannel(map, SidecarKeys.Mean, channels, named?.Mean), PerChannel(map, SidecarKeys.Deviation, channels, named?.Deviation, isPositive: true))
        {
            IsBgr = isBgr,
            Divisor = (float)(values.Number(map, SidecarKeys.Divisor, 1e-6, 1e6) ?? named?.Divisor ?? 1),
        };
        // The name stays where the order alone differs.
        return named is not null && scaling with { IsBgr = named.IsBgr } == named ? scaling : scaling with { Name = "" };
    }

    private PixelScaling? Named(MapNode map, int channels)
    {
        if (values.Text(map, SidecarKeys.Scaling) is not { Length: > 0 } name)
        {
            return null;
        }

        if (PixelScaling.All.FirstOrDefault(scaling => scaling.Name == name) is { } found)
        {
            return channels == 1 ? found.ToGrey() : found;
        }

        problems.Add(new(map.Find(SidecarKeys.Scaling)!.Value.Origin, $"there is no scaling '{name}'{NearMiss.HintOrAll(name, PixelScaling.All.Select(scaling => scaling.Name))}"));
        return PixelScaling.Unit;
    }

    private ImmutableArray<float> PerChannel(MapNode map, string key, int channels, ImmutableArray<float>? usual, bool isPositive = false)
    {
        if (map.Find(key)?.Value is not { } node)
        {
            return usual ?? [.. Enumerable.Repeat(1f, channels)];
        }

        if (SidecarValues.Numbers(node) is { } numbers && numbers.Length == channels && !(isPositive && numbers.Any(number => (float)number is not > 0)))
        {
            return [.. numbers.Select(number => (float)number)];
        }

        values.Refuse(node, $"{(channels == 1 ? "a number" : $"{channels} numbers, for red, green and blue,")}{(isPositive ? " above 0" : "")} for '{key}'");
        return [.. Enumerable.Repeat(1f, channels)];
    }
}
