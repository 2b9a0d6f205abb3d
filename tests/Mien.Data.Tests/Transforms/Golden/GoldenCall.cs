using System.Text.Json;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms.Golden;

/// <summary>One call of a transform by Albumentations: how it was made, what it drew.</summary>
internal sealed class GoldenCall(string transform, JsonElement init, JsonElement parameters, JsonElement derivation)
{
    public string Name { get; } = transform;

    /// <summary>Made by the ordinary reader from what Albumentations saves.</summary>
    public ITransform Transform { get; } =
        TransformPipeline.Parse(init.EnumerateObject().Any() ? $"[{{\"{transform}\": {init}}}]" : $"[{transform}]", transform).Transforms[0];

    public static GoldenCall From(JsonElement call) => new(
        call.GetProperty("transform").GetString()!, call.GetProperty("init"), call.GetProperty("params"),
        call.TryGetProperty("derivation", out var derivation) ? derivation : default);

    public Image Change<TDraw>(Image image, TDraw draw)
        where TDraw : struct => ((RandomTransform<TDraw>)Transform).Change(image, draw, new ImagePool());

    public int Whole(string key) => parameters.GetProperty(key).GetInt32();

    public double Number(string key) => parameters.GetProperty(key).GetDouble();

    public bool Has(string key) => parameters.TryGetProperty(key, out _);

    /// <summary>A number, a list or an array, as the numbers that it holds.</summary>
    public double[] Numbers(string key) => Flatten(parameters.GetProperty(key));

    /// <summary>What was drawn before the parameters were computed from it.</summary>
    public double[] Drawn(string key) => Flatten(derivation.GetProperty(key));

    public bool DrawnFlag(string key) => derivation.GetProperty(key).GetBoolean();

    private static double[] Flatten(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Flatten)],
        JsonValueKind.Object when value.TryGetProperty("npy", out var path) => NpyArray.Read(GoldenFiles.PathOf(path.GetString()!)),
        JsonValueKind.Object => Flatten(value.GetProperty("data")),
        _ => [value.GetDouble()],
    };
}
