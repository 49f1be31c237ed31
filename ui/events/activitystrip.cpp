// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/activitystrip.h"

#include "events/eventmarks.h"
#include "events/eventwords.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr int stripHeight = 48;
constexpr int margin = 9;
constexpr int labelHeight = 14;
constexpr int barPitch = 8;
constexpr int markHeight = 7;
constexpr int markWidth = 8;
constexpr int minimumScale = 8; ///< a single event must not look like a burst
constexpr auto repaintInterval = 1000ms;

struct ZoomLevel
{
    std::chrono::seconds span;
    const char *name;
};

constexpr std::array<ZoomLevel, 4> zoomLevels{{
    {5min, QT_TRANSLATE_NOOP("ActivityStrip", "5 min")},
    {30min, QT_TRANSLATE_NOOP("ActivityStrip", "30 min")},
    {2h, QT_TRANSLATE_NOOP("ActivityStrip", "2 h")},
    {24h, QT_TRANSLATE_NOOP("ActivityStrip", "24 h")},
}};

QString zoomName(ActivityStrip::Zoom zoom)
{
    return QCoreApplication::translate("ActivityStrip", zoomLevels[std::size_t(zoom)].name);
}

WallTime floored(WallTime time, std::chrono::milliseconds step)
{
    const auto since = time.time_since_epoch();
    return WallTime(since - since % step);
}

QString timeText(WallTime time, const QString &format)
{
    return toDateTime(time).toString(format);
}

} // namespace

ActivityStrip::ActivityStrip(const Activity &activity, const Clock &clock, const Theme &theme,
                             QWidget *parent)
    : QWidget(parent)
    , m_activity(activity)
    , m_clock(clock)
    , m_theme(theme)
    , m_rebuildLater(clock.createTimer([this] { rebuild(); }))
{
    setObjectName(u"activityStrip"_s);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    connect(&activity, &Activity::changed, this, &ActivityStrip::activityChanged);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    rebuild();
}

QSize ActivityStrip::sizeHint() const
{
    return {600, stripHeight};
}

QSize ActivityStrip::minimumSizeHint() const
{
    return {120, stripHeight};
}

void ActivityStrip::setZoom(Zoom zoom)
{
    if (m_zoom == zoom)
        return;
    m_zoom = zoom;
    rebuild();
    emit zoomChanged();
}

void ActivityStrip::zoomBy(int steps)
{
    setZoom(Zoom(std::clamp(int(m_zoom) + steps, 0, int(zoomLevels.size()) - 1)));
}

void ActivityStrip::tick()
{
    activityChanged();
}

void ActivityStrip::activityChanged()
{
    if (m_rebuildLater->isActive())
        return;
    const auto since = m_clock.now() - *m_rebuiltAt;
    if (since >= repaintInterval)
        rebuild();
    else
        m_rebuildLater->start(std::chrono::ceil<std::chrono::milliseconds>(repaintInterval - since));
}

QRectF ActivityStrip::plot() const
{
    return QRectF(margin, 4, std::max(1, width() - 2 * margin), height() - labelHeight - 6);
}

void ActivityStrip::rebuild()
{
    m_rebuildLater->stop();
    m_rebuiltAt = m_clock.now();
    const std::chrono::milliseconds span = zoomLevels[std::size_t(m_zoom)].span;
    const std::chrono::milliseconds slot = m_activity.slotLength();
    const int room = std::max(1, int(plot().width()) / barPitch);
    const auto slotsPerBar = std::max<qint64>(1, (span / room + slot - 1ms) / slot);
    m_barLength = slot * slotsPerBar;

    // Bars begin at multiples of their length: a bar keeps its slots, and so its height, while it moves left.
    const WallTime now = m_clock.wallTime();
    m_end = floored(now, m_barLength) + m_barLength;
    m_start = m_end - m_barLength * std::max<qint64>(1, span / m_barLength);

    m_bars.clear();
    for (WallTime from = m_start; from < m_end; from += m_barLength)
        m_bars.append({from, 0, 0});
    const QVector<Activity::Slot> slots_ = m_activity.slotsUntil(now);
    WallTime slotStart = floored(now, slot) - slot * (slots_.size() - 1);
    for (const Activity::Slot &counted : slots_) {
        if (slotStart >= m_start && slotStart < m_end) {
            Bar &bar = m_bars[(slotStart - m_start) / m_barLength];
            bar.events += counted.events;
            bar.commands += counted.commands;
        }
        slotStart += slot;
    }
    m_gaps = m_activity.gapsSince(m_start);
    m_commands = m_activity.commandsSince(m_start);
    std::sort(m_commands.begin(), m_commands.end()); // a clock that was set back leaves them in any order
    m_notes = m_activity.notesSince(m_start);

    int events = 0;
    for (const Bar &bar : std::as_const(m_bars))
        events += bar.events;
    setAccessibleName(tr("Activity of the last %1").arg(zoomName(m_zoom)));
    const auto polled =
        std::count_if(m_gaps.cbegin(), m_gaps.cend(), [](const auto &gap) { return gap.polled; });
    const auto gaps = m_gaps.size() - polled;
    QString description =
        QStringList{events == 1 ? tr("1 event") : tr("%1 events").arg(countText(events)),
                    m_commands.size() == 1 ? tr("1 command")
                                           : tr("%1 commands").arg(countText(m_commands.size())),
                    gaps == 1 ? tr("1 gap") : tr("%1 gaps").arg(countText(gaps)),
                    m_notes.size() == 1 ? tr("1 note") : tr("%1 notes").arg(countText(m_notes.size()))}
            .join(u", "_s);
    if (polled > 0)
        description += polled == 1 ? tr(", polled once") : tr(", polled %1 times").arg(countText(polled));
    setAccessibleDescription(description);
    update();
}

qreal ActivityStrip::xOf(WallTime time) const
{
    const QRectF area = plot();
    const auto span = double((m_end - m_start).count());
    const double share = std::clamp(double((time - m_start).count()) / span, 0.0, 1.0);
    return area.left() + share * area.width();
}

void ActivityStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colors().border);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBars(painter);
    paintGaps(painter);
    paintCommands(painter);
    paintNotes(painter);
    paintTimes(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.colors().on, 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -1.5));
    }
}

void ActivityStrip::paintBars(QPainter &painter) const
{
    const ThemeColors &colors = m_theme.colors();
    const QRectF area = plot();
    int most = minimumScale;
    for (const Bar &bar : m_bars)
        most = std::max(most, bar.events + bar.commands);
    const qreal pitch = area.width() / qreal(m_bars.size());
    const qreal width = std::max(1.0, std::min(6.0, pitch - 2));
    const qreal tallest = area.height() - markHeight - 2; // the marks have their own line above
    QColor quiet = colors.off;
    quiet.setAlphaF(0.65F);
    painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), colors.rowLine);
    for (int i = 0; i < m_bars.size(); ++i) {
        const Bar &bar = m_bars.at(i);
        const int total = bar.events + bar.commands;
        if (total == 0)
            continue;
        const qreal height = std::max(3.0, tallest * total / most);
        const qreal x = area.left() + i * pitch;
        painter.fillRect(QRectF(x, area.bottom() - height, width, height), quiet);
        if (bar.commands > 0) {
            const qreal commanded = std::max(2.0, tallest * bar.commands / most);
            painter.fillRect(QRectF(x, area.bottom() - commanded, width, commanded), colors.on);
        }
    }
}

void ActivityStrip::paintGaps(QPainter &painter) const
{
    const QRectF area = plot();
    QColor color = m_theme.colors().stale;
    color.setAlphaF(m_theme.colors().dark ? 0.6F : 0.45F);
    for (const Activity::Span &gap : m_gaps) {
        if (gap.until < m_start || gap.from > m_end)
            continue;
        const qreal left = xOf(gap.from);
        const QRectF rect(left, area.top(), std::max(4.0, xOf(gap.until) - left), area.height());
        if (gap.polled)
            paintPolling(painter, rect);
        else
            paintBands(painter, rect, area.topLeft(), color, 1.6, 6);
    }
}

/// Dots: looked at now and then, where a gap was not looked at at all.
void ActivityStrip::paintPolling(QPainter &painter, const QRectF &rect) const
{
    constexpr qreal period = 6;
    constexpr qreal radius = 1;
    const QPointF origin = plot().topLeft();
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().stale);
    const qreal first = origin.x() + std::ceil((rect.left() + radius - origin.x()) / period) * period;
    for (qreal y = rect.top() + period / 2; y < rect.bottom(); y += period) {
        for (qreal x = first; x + radius <= rect.right(); x += period)
            painter.drawEllipse(QPointF(x, y), radius, radius);
    }
}

void ActivityStrip::paintCommands(QPainter &painter) const
{
    const QRectF area = plot();
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().on);
    // Where marks would lie on each other one stands for all; the bar below says how many.
    qreal free = area.left() - markWidth;
    for (const WallTime time : m_commands) {
        const qreal x = xOf(time);
        if (x < free)
            continue;
        free = x + markWidth;
        painter.drawPolygon(
            QPolygonF({QPointF(x - markWidth / 2.0, area.top() + markHeight),
                       QPointF(x + markWidth / 2.0, area.top() + markHeight), QPointF(x, area.top())}));
    }
}

/// A small pencil.
void ActivityStrip::paintNotes(QPainter &painter) const
{
    const QRectF area = plot();
    painter.setPen(QPen(m_theme.colors().text, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(m_theme.colors().text);
    for (const WallTime time : m_notes) {
        const qreal x = xOf(time);
        painter.drawLine(QPointF(x + 4, area.top() + 1), QPointF(x - 2, area.top() + 7));
        painter.drawPolygon(QPolygonF({QPointF(x - 4, area.top() + 9), QPointF(x - 3.4, area.top() + 6.4),
                                       QPointF(x - 1.4, area.top() + 8.4)}));
    }
}

void ActivityStrip::paintTimes(QPainter &painter) const
{
    static constexpr std::array<std::chrono::minutes, 10> steps{1min,  2min,  5min,   10min,  20min,
                                                                30min, 60min, 120min, 180min, 360min};
    const QRectF area = plot();
    QFont font = m_theme.smallFont();
    font.setPixelSize(10);
    painter.setFont(font);
    painter.setPen(m_theme.colors().mutedText);
    const int textWidth = painter.fontMetrics().horizontalAdvance(u"00:00"_s);
    const double perMinute = area.width() / std::max(1.0, double((m_end - m_start).count()) / 60'000.0);
    auto step = steps.back();
    for (const auto candidate : steps) {
        if (perMinute * double(candidate.count()) >= textWidth + 56) {
            step = candidate;
            break;
        }
    }
    const QString name = zoomName(m_zoom);
    const qreal top = area.bottom() + 1;
    painter.drawText(QRectF(area.left(), top, 80, labelHeight), Qt::AlignLeft | Qt::AlignVCenter, name);
    const qreal first = area.left() + painter.fontMetrics().horizontalAdvance(name) + 12;
    for (WallTime time = floored(m_start, step) + step; time < m_end; time += step) {
        const qreal x = xOf(time);
        if (x - textWidth / 2.0 < first || x + textWidth / 2.0 > width())
            continue;
        painter.drawText(QRectF(x - 40, top, 80, labelHeight), Qt::AlignCenter, timeText(time, u"HH:mm"_s));
    }
}

QString ActivityStrip::textAt(int x) const
{
    const QRectF area = plot();
    if (m_bars.isEmpty() || x < area.left() || x >= area.right())
        return {};
    const auto index =
        std::min(qsizetype((x - area.left()) / area.width() * double(m_bars.size())), m_bars.size() - 1);
    const Bar &bar = m_bars.at(index);
    const WallTime until = bar.from + m_barLength;
    QStringList parts{
        tr("%1 – %2 UTC").arg(timeText(bar.from, u"HH:mm:ss"_s), timeText(until, u"HH:mm:ss"_s)),
        bar.events == 1 ? tr("1 event") : tr("%1 events").arg(countText(bar.events))};
    if (bar.commands > 0) {
        parts.append(bar.commands == 1 ? tr("1 command") : tr("%1 commands").arg(countText(bar.commands)));
    }
    const auto notes = std::count_if(m_notes.cbegin(), m_notes.cend(),
                                     [&](WallTime time) { return time >= bar.from && time < until; });
    if (notes > 0)
        parts.append(notes == 1 ? tr("1 note") : tr("%1 notes").arg(countText(notes)));
    for (const Activity::Span &gap : m_gaps) {
        if (gap.from < until && gap.until > bar.from) {
            parts.append((gap.polled ? tr("polled %1 – %2") : tr("stream lost %1 – %2"))
                             .arg(timeText(gap.from, u"HH:mm:ss"_s), timeText(gap.until, u"HH:mm:ss"_s)));
        }
    }
    return parts.join(u" · "_s);
}

bool ActivityStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos().x()), this);
        return true;
    }
    return QWidget::event(event);
}

void ActivityStrip::resizeEvent(QResizeEvent *)
{
    rebuild();
}

void ActivityStrip::wheelEvent(QWheelEvent *event)
{
    m_wheel += event->angleDelta().y();
    const int steps = m_wheel / QWheelEvent::DefaultDeltasPerStep;
    m_wheel -= steps * QWheelEvent::DefaultDeltasPerStep;
    zoomBy(-steps);
    event->accept();
}

void ActivityStrip::mousePressEvent(QMouseEvent *event)
{
    const QRectF area = plot();
    const double share = (event->position().x() - area.left()) / area.width();
    if (event->button() != Qt::LeftButton || share < 0 || share >= 1)
        return;
    const auto index = std::min(qsizetype(share * double(m_bars.size())), m_bars.size() - 1);
    emit momentChosen(m_bars.at(index).from);
}

void ActivityStrip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus: zoomBy(-1); break;
    case Qt::Key_Minus: zoomBy(1); break;
    default: QWidget::keyPressEvent(event);
    }
}

void ActivityStrip::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    for (int i = 0; i < int(zoomLevels.size()); ++i) {
        QAction *action = menu->addAction(tr("Last %1").arg(zoomName(Zoom(i))));
        action->setCheckable(true);
        action->setChecked(Zoom(i) == m_zoom);
        action->setActionGroup(group);
        connect(action, &QAction::triggered, this, [this, i] { setZoom(Zoom(i)); });
    }
    menu->popup(event->globalPos());
}

} // namespace signalbox
