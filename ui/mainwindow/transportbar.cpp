// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/transportbar.h"

#include "core/plaintext.h"
#include "core/settings.h"
#include "operations/replay.h"
#include "theme/accessiblerole.h"
#include "theme/theme.h"
#include "words/filewords.h"
#include "words/sentences.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>

#include <array>

namespace signalbox {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr std::array<double, 5> speeds{0.5, 1, 2, 5, 10};
constexpr int normalSpeed = 1;      ///< place in the list
constexpr int sliderSteps = 10'000; ///< a recording may be longer than an int of milliseconds

} // namespace

TransportBar::TransportBar(Replay &replay, const Theme &theme, const Settings &settings, QWidget *parent)
    : QFrame(parent)
    , m_replay(replay)
    , m_theme(theme)
    , m_settings(settings)
    , m_play(addButton(u"replayPlay"_s, {}, {}))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_times(new QLabel(this))
    , m_speed(new QComboBox(this))
    , m_row(addButton(u"replayRow"_s, tr("Next row"),
                      tr("Goes on to the next row of the event list and stands there")))
    , m_command(addButton(u"replayCommand"_s, tr("Next command"), tr("Goes on to the next command")))
    , m_gap(addButton(u"replayGap"_s, tr("Next gap"), tr("Goes on to the next loss of the stream")))
    , m_close(addButton(u"replayClose"_s, tr("Close"), tr("Closes the recorded session")))
    , m_notice(new QLabel(this))
    , m_save(new QPushButton(tr("Export good part…"), this))
{
    setObjectName(u"transportBar"_s);
    setProperty("kind", u"bar"_s);
    setAccessibleName(tr("Replay"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(createControls());
    rows->addWidget(createDamageRow());
    connectParts();
    showState();
    refresh(Qt::UTC);
}

TransportBar::~TransportBar() = default;

QToolButton *TransportBar::addButton(const QString &name, const QString &text, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget *TransportBar::createControls()
{
    auto *controls = new QWidget(this);
    m_play->setIconSize(QSize(16, 16));
    m_play->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_play->setProperty("iconic", true);
    m_slider->setObjectName(u"replaySlider"_s);
    m_slider->setAccessibleName(tr("Position"));
    m_slider->setRange(0, sliderSteps);
    m_slider->setPageStep(sliderSteps / 20);
    m_slider->setTracking(false); // going back begins anew: once, where the hand lets go
    m_times->setObjectName(u"replayTimes"_s);
    m_times->setFont(m_theme.monospaceFont());
    m_times->setTextFormat(Qt::PlainText);
    m_speed->setObjectName(u"replaySpeed"_s);
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Recorded seconds a second"));
    for (const double speed : speeds)
        m_speed->addItem(tr("%1×").arg(speed));
    m_speed->setCurrentIndex(normalSpeed);

    auto *layout = new QHBoxLayout(controls);
    layout->setContentsMargins(10, 4, 10, 4);
    layout->setSpacing(8);
    layout->addWidget(m_play);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_times);
    layout->addWidget(m_speed);
    for (QToolButton *button : {m_row, m_command, m_gap, m_close})
        layout->addWidget(button);
    return controls;
}

QWidget *TransportBar::createDamageRow()
{
    auto *row = new QWidget(this);
    m_notice->setObjectName(u"replayNotice"_s);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(0, 0, 0, 6);
    setAccessibleRole(*m_notice, QAccessible::AlertMessage);
    m_save->setObjectName(u"replaySave"_s);
    m_save->setAutoDefault(false);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(16, 0, 10, 0); // nothing, where nothing is said
    layout->addWidget(m_notice, 1);
    layout->addWidget(m_save);

    const SessionScan &scan = m_replay.file().scan();
    m_save->setVisible(scan.damage.has_value());
    if (scan.damage) {
        const QLocale locale(QLocale::English, QLocale::UnitedStates);
        showSpoken(tr("⚠ The file is damaged in line %1, at byte %2: %3. What stands before it is shown.")
                       .arg(locale.toString(scan.damage->line), locale.toString(scan.damage->byte),
                            plainLine(scan.damage->reason)));
    } else if (scan.skipped > 0) {
        showSpoken(tr("%1 lines were too long to be recorded and are missing.").arg(scan.skipped));
    } else {
        m_notice->hide();
    }
    return row;
}

void TransportBar::connectParts()
{
    connect(m_play, &QToolButton::clicked, this, &TransportBar::togglePlaying);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        m_replay.seek(milliseconds(m_replay.length().count() * value / sliderSteps));
    });
    connect(m_slider, &QSlider::sliderMoved, this, [this](int value) {
        m_times->setText(playTimeText(milliseconds(m_replay.length().count() * value / sliderSteps)));
    });
    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_replay.setSpeed(speeds[std::size_t(index)]); });
    connect(m_row, &QToolButton::clicked, this, [this] {
        jumped(m_replay.jumpToNext(SessionStep::Kind::Row), tr("No more rows in this recording."));
    });
    connect(m_command, &QToolButton::clicked, this, [this] {
        jumped(m_replay.jumpToNext(SessionStep::Kind::CommandRow), tr("No more commands in this recording."));
    });
    connect(m_gap, &QToolButton::clicked, this, [this] {
        jumped(m_replay.jumpToNext(SessionStep::Kind::GapRow), tr("No more gaps in this recording."));
    });
    connect(m_close, &QToolButton::clicked, this, &TransportBar::closeRequested);
    connect(m_save, &QPushButton::clicked, this, &TransportBar::chooseGoodPart);
    connect(&m_replay, &Replay::stateChanged, this, &TransportBar::showState);
    connect(&m_replay, &Replay::broken, this, [this](const Error &error) {
        showSpoken(tr("⚠ The file can not be read any further: %1. Close it and open it again.")
                       .arg(plainLine(error.detail)));
    });
}

void TransportBar::togglePlaying()
{
    m_replay.setPlaying(!m_replay.isPlaying());
}

void TransportBar::showState()
{
    const bool playing = m_replay.isPlaying();
    const QString word = playing ? tr("Pause") : tr("Play");
    m_play->setText(word);
    m_play->setIcon(m_theme.icon(playing ? u"pause"_s : u"resume"_s));
    m_play->setToolTip(playing ? tr("Stops the replay where it stands (Ctrl+Shift+Space)")
                               : tr("Goes on with the replay (Ctrl+Shift+Space)"));
    refresh(m_zone);
}

void TransportBar::refresh(Qt::TimeSpec zone)
{
    m_zone = zone;
    if (m_slider->isSliderDown())
        return;
    const milliseconds position = m_replay.position();
    const milliseconds length = m_replay.length();
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(length.count() > 0 ? int(position.count() * sliderSteps / length.count())
                                          : sliderSteps);
    const QString at = timeOfDayText(m_replay.clock().wallTime(), zone);
    const QString text = m_replay.isSeeking() ? tr("%1 …").arg(playTimeText(position))
                                              : tr("%1 / %2 · %3 %4")
                                                    .arg(playTimeText(position), playTimeText(length), at,
                                                         zone == Qt::UTC ? tr("UTC") : tr("local"));
    if (m_times->text() != text)
        m_times->setText(text);
}

void TransportBar::jumped(bool found, const QString &nothing)
{
    if (!found)
        showSpoken(nothing);
    else if (!m_replay.file().scan().damage)
        m_notice->hide();
}

void TransportBar::showSpoken(const QString &sentence)
{
    m_notice->setText(sentence);
    m_notice->setAccessibleName(sentence);
    m_notice->show();
}

void TransportBar::chooseGoodPart()
{
    auto *chooser = new QFileDialog(this, tr("Save the good part to"));
    chooser->setObjectName(u"goodPartDialog"_s);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(sessionFileSuffix());
    chooser->setNameFilter(sessionFileFilter());
    chooser->setDirectory(exportFolder(m_settings));
    chooser->selectFile(offeredFileName(m_replay.file().header().connection, m_replay.file().header().started,
                                        sessionFileSuffix()));
    connect(chooser, &QFileDialog::fileSelected, this, &TransportBar::saveGoodPartTo);
    chooser->open();
}

void TransportBar::saveGoodPartTo(const QString &path)
{
    m_save->setEnabled(false);
    m_saving = saveGoodPart(m_replay.file(), path, [this, path](const Result<qint64> &saved) {
        m_save->setEnabled(true);
        if (saved)
            showSpoken(tr("The good part was saved to %1. That file is whole.").arg(plainLine(path)));
        else
            showSpoken(tr("The good part could not be saved: %1. Choose another place.")
                           .arg(plainLine(saved.error().detail)));
    });
}

} // namespace signalbox
