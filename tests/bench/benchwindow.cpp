// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchwindow.h"

#include "bench/figure.h"
#include "model/eventfiltermodel.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

namespace {

constexpr int frameInterval = 10; ///< milliseconds, somewhat more often than a screen would ask

ConnectionInfo connection(const BenchConsole &parts)
{
    ConnectionInfo info;
    info.profileName = u"bench"_s;
    info.url = QUrl(u"http://127.0.0.1"_s);
    info.projectName = u"shop"_s;
    info.environment = parts.provider.selectedEnvironment();
    info.environmentName = u"development"_s;
    info.environmentKey = EnvironmentKey(u"development"_s);
    info.environmentClass = EnvironmentClass::Development;
    return info;
}

} // namespace

FrameProbe::FrameProbe(QWidget &window) : QWidget(&window)
{
    setGeometry(0, 0, 4, 4);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    m_again.setTimerType(Qt::PreciseTimer);
    connect(&m_again, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    m_again.start(frameInterval);
    raise();
    show();
}

void FrameProbe::restart()
{
    m_last.reset();
    m_gaps.clear();
}

double FrameProbe::longestMilliseconds() const
{
    return m_gaps.empty() ? 0 : *std::max_element(m_gaps.begin(), m_gaps.end());
}

double FrameProbe::p99Milliseconds() const
{
    if (m_gaps.empty())
        return 0;
    std::vector<double> sorted = m_gaps;
    std::sort(sorted.begin(), sorted.end());
    return sorted[(sorted.size() - 1) * 99 / 100];
}

void FrameProbe::paintEvent(QPaintEvent *)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_last)
        emit begun();
    else
        m_gaps.push_back(std::chrono::duration<double, std::milli>(now - *m_last).count());
    m_last = now;
    QPainter(this).fillRect(rect(), m_gaps.size() % 2 == 0 ? Qt::black : Qt::white);
}

void leaveLoop()
{
    QCoreApplication::exit(); // quit() would close the window first
}

BenchWindow::BenchWindow(BenchConsole &parts, const Settings &settings)
    : m_commands(parts.provider, parts.session, nullptr, connection(parts), parts.clock, parts.serials, {})
    , m_console{connection(parts), parts.session, parts.flags, parts.log, parts.activity,
                m_commands,        nullptr,       parts.clock, m_blind}
    , m_theme(*qApp, ThemeChoice::Light)
    , window(m_theme, settings)
    , probe(window)
{
    QObject::connect(&probe, &FrameProbe::begun, qApp, &leaveLoop,
                     Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    QObject::connect(&parts.session, &Session::factsAdded, &m_blind, &BlindList::add);
    window.resize(1360, 840);
    window.showConsole(m_console);
    window.show();
    probe.raise();
    probe.restart();
    QCoreApplication::exec(); // until the system has put the window up: before, nothing is painted
}

BenchWindow::~BenchWindow()
{
    window.closeConsole();
}

void BenchWindow::paintNow()
{
    QCoreApplication::sendPostedEvents();
    window.repaint();
}

EventLogModel &BenchWindow::rows() const
{
    auto *model = window.findChild<EventLogModel *>();
    if (!model)
        giveUp(u"the window shows no log"_s);
    return *model;
}

EventFilterModel &BenchWindow::shown() const
{
    auto *model = window.findChild<EventFilterModel *>();
    if (!model)
        giveUp(u"the window shows no log"_s);
    return *model;
}

} // namespace signalbox::bench
