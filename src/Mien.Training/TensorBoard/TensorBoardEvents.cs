namespace Mien.Training;

/// <summary>
/// The messages of TensorBoard's event files that Mien writes. Field numbers are those of event.proto, summary.proto and the
/// hparams plugin's plugin_data.proto (TensorFlow and TensorBoard, Apache 2.0).
/// </summary>
internal static class TensorBoardEvents
{
    // Version 2 tells readers that steps may come in any order: some curves count epochs, others steps.
    private const string FileVersion = "brain.Event:2";
    private const int SimpleValue = 2;
    private const int Picture = 4;
    private const int Distribution = 5;
    private const int RgbColourSpace = 3;

    public static ProtoMessage Header(DateTimeOffset time) => Event(time, 0).Text(3, FileVersion);

    public static ProtoMessage Scalars(DateTimeOffset time, long step, IEnumerable<(string Tag, double Value)> values) =>
        Summary(time, step, values.Select(item => Value(item.Tag).Float(SimpleValue, (float)item.Value)));

    public static ProtoMessage Image(DateTimeOffset time, long step, LoggedPicture picture) => Summary(time, step, [Value(picture.Tag).Message(
        Picture, new ProtoMessage().Whole(1, picture.HeightPx).Whole(2, picture.WidthPx).Whole(3, RgbColourSpace).Bytes(4, picture.Png))]);

    public static ProtoMessage Histogram(DateTimeOffset time, long step, string tag, Histogram values) => Summary(time, step, [Value(tag).Message(
        Distribution, new ProtoMessage().Double(1, values.Min).Double(2, values.Max).Double(3, values.Count).Double(4, values.Sum)
            .Double(5, values.SumOfSquares).Doubles(6, values.Limits).Doubles(7, values.Counts))]);

    /// <summary>What the columns of the hparams page are.</summary>
    public static ProtoMessage Experiment(DateTimeOffset time, IEnumerable<string> parameters, IEnumerable<string> metrics)
    {
        var experiment = new ProtoMessage();
        foreach (var name in parameters)
        {
            experiment.Message(4, new ProtoMessage().Text(1, name));
        }

        foreach (var tag in metrics)
        {
            experiment.Message(5, new ProtoMessage().Message(1, new ProtoMessage().Text(2, tag)));
        }

        return HyperParameters(time, "_hparams_/experiment", new ProtoMessage().Message(2, experiment));
    }

    /// <summary>This run's row of the hparams page.</summary>
    public static ProtoMessage SessionStart(DateTimeOffset time, IEnumerable<KeyValuePair<string, object>> parameters)
    {
        var start = new ProtoMessage();
        foreach (var (name, value) in parameters)
        {
            start.Message(1, new ProtoMessage().Text(1, name).Message(2, JsonValue(value)));
        }

        return HyperParameters(time, "_hparams_/session_start_info", new ProtoMessage().Message(3, start.Double(5, Seconds(time))));
    }

    public static ProtoMessage SessionEnd(DateTimeOffset time, bool isSuccess) => HyperParameters(
        time, "_hparams_/session_end_info", new ProtoMessage().Message(4, new ProtoMessage().Whole(1, isSuccess ? 1 : 2).Double(2, Seconds(time))));

    private static ProtoMessage Event(DateTimeOffset time, long step) => new ProtoMessage().Double(1, Seconds(time)).Whole(2, step);

    private static ProtoMessage Summary(DateTimeOffset time, long step, IEnumerable<ProtoMessage> values)
    {
        var summary = new ProtoMessage();
        foreach (var value in values)
        {
            summary.Message(1, value);
        }

        return Event(time, step).Message(5, summary);
    }

    private static ProtoMessage Value(string tag) => new ProtoMessage().Text(1, tag);

    private static ProtoMessage HyperParameters(DateTimeOffset time, string tag, ProtoMessage content)
    {
        var plugin = new ProtoMessage().Text(1, "hparams").Bytes(2, content.ToArray());
        return Summary(time, 0, [Value(tag).Message(9, new ProtoMessage().Message(1, plugin))]);
    }

    // google.protobuf.Value
    private static ProtoMessage JsonValue(object value) => value switch
    {
        bool flag => new ProtoMessage().Whole(4, flag ? 1 : 0),
        double number => new ProtoMessage().Double(2, number),
        _ => new ProtoMessage().Text(3, (string)value),
    };

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
