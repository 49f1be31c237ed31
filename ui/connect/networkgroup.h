// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/networksettings.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace signalbox {

/// How the server is reached: proxy, CA file, client certificate. Closed at first, with what is set told in
/// its title. Files are checked by whoever connects; showProblem() then says at the field what is wrong.
class NetworkGroup final : public QWidget
{
    Q_OBJECT

public:
    explicit NetworkGroup(QWidget *parent = nullptr);

    /// allowPlainHttp is asked for elsewhere, beside the address.
    void setSettings(const NetworkSettings &settings);
    [[nodiscard]] NetworkSettings settings() const;
    [[nodiscard]] NetworkSecrets secrets() const;
    void clearSecrets();

    /// Opens the group, marks the field and says it there.
    void showProblem(const NetworkProblem &problem);
    void clearProblem();

signals:
    void edited();

private:
    struct Row
    {
        QLabel *title = nullptr;
        QVector<QWidget *> fields;
        QLabel *problem = nullptr; ///< under the fields
    };

    Row addRow(const QString &title, const QVector<QWidget *> &fields);
    QLineEdit *addField(const char *name, const QString &title, bool isSecret = false);
    Row addFileRow(QLineEdit *field, const char *button, const QString &title);
    void browse(QLineEdit &field, const QString &title);
    void setOpen(bool open);
    void adapt();
    void changed();
    static void setVisible(const Row &row, bool visible);
    [[nodiscard]] bool namesProxy() const;
    [[nodiscard]] ProxyMode mode() const;

    QPushButton *m_toggle;
    QWidget *m_content;
    QGridLayout *m_grid;
    QComboBox *m_mode;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QLineEdit *m_caFile;
    QLineEdit *m_certificate;
    QLineEdit *m_key;
    QLineEdit *m_passphrase;
    Row m_hostRow;
    Row m_userRow;
    Row m_passwordRow;
    Row m_caRow;
    Row m_certificateRow;
    Row m_keyRow;
    Row m_passphraseRow;
};

} // namespace signalbox
